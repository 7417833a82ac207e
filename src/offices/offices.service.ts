import {
  Injectable,
  NotFoundException,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { houseIn, type Actor } from '../core/access.js';
import type { Vocabulary } from '../core/codebook.js';
import { findTerm } from '../core/codebook.js';
import { accept, problem, refuse, refusedFor, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { Remembered } from '../reference/remembered.js';
import { RuleSets } from '../reference/rule-sets.service.js';
import { Directory, type DirectoryOffice, type OfficeFilter } from './directory.js';
import { changesIn, ownFields, readOfficeEdit, type OfficeEdit, type OwnEdit } from './office-edit.js';
import { OfficeEntity } from './office.entity.js';
import {
  addShipped,
  allOffices,
  officeForUpdate,
  officeOfInbox,
  officesStamp,
  officeWithKey,
  organisationKind,
  platformOrganisation,
  type OfficeRow,
} from './offices.queries.js';

/** The directory of offices: the same for everybody, edited by the platform; an office looks after its own entry. */
@Injectable()
export class Offices implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly remembered = new Remembered(
    async () => (await this.transactions.readAsNobody<{ stamp: string | null }>(officesStamp))[0]?.stamp ?? '',
    async () => new Directory(await this.transactions.readAsNobody<OfficeRow>(allOffices)),
  );

  constructor(
    private readonly transactions: Transactions,
    private readonly reference: Reference,
    private readonly ruleSets: RuleSets,
    private readonly audit: Audit,
  ) {}

  /** From memory: an edit counts at once in this process, in others after three seconds. */
  directory(): Promise<Directory> {
    return this.remembered.get();
  }

  /** The offices that fit; a code that there is not is refused, not overlooked. */
  async list(filter: OfficeFilter, retiredToo: boolean): Promise<Result<DirectoryOffice[]>> {
    const { codebook } = this.reference;
    const wanted: readonly (readonly [keyof OfficeFilter, Vocabulary])[] = [
      ['kind', 'officeKinds'],
      ['ground', 'grounds'],
      ['phenomenon', 'phenomena'],
      ['area', 'areas'],
      ['respondentType', 'respondentTypes'],
      ['language', 'languages'],
    ];
    const problems = wanted.flatMap(([name, vocabulary]) => {
      const code = filter[name];
      return code == null || findTerm(codebook, vocabulary, String(code))
        ? []
        : [problem('UNKNOWN_CODE', `filter.${name}`, { vocabulary })];
    });
    if (filter.district != null && !this.reference.district(filter.district)) {
      problems.push(problem('UNKNOWN_DISTRICT', 'filter.district'));
    }
    return refusedFor(problems) ?? accept((await this.directory()).matching(filter, retiredToo));
  }

  async one(id: string): Promise<DirectoryOffice> {
    const office = (await this.directory()).office(id);
    if (!office) throw new NotFoundException();
    return office;
  }

  /** The entry of the actor's own organisation. */
  async own(actor: Actor): Promise<DirectoryOffice | null> {
    const { offices } = await this.directory();
    return offices.find(({ inboxOrganisationId }) => inboxOrganisationId === actor.organisationId) ?? null;
  }

  /** A new entry, for the platform alone. Its key never changes: rules name it. */
  add(actor: Actor, key: string, edit: OfficeEdit): Promise<Result<DirectoryOffice>> {
    return this.deed(actor, async (tx) => {
      const read = readOfficeEdit(key, null, edit, this.vocabulary);
      if (!read.ok) return read;
      const [taken] = await query(tx, officeWithKey(key));
      if (taken) return refuse('OFFICE_KEY_TAKEN', 'input.key');
      const carrier = await this.checkCarrier(tx, edit.runByCarrierId);
      if (!carrier.ok) return carrier;
      const { identifiers } = await tx.insert(OfficeEntity, { key, ...read.value });
      const id = String((identifiers[0] as { id: string }).id);
      await this.audit.record(tx, actor, 'office.added', { type: 'office', id }, { key });
      return accept(id);
    });
  }

  /** Changes an entry, for the platform alone; what is left out stays. */
  change(actor: Actor, id: string, version: number, edit: OfficeEdit): Promise<Result<DirectoryOffice>> {
    return this.deed(actor, async (tx) => {
      const office = await lock(tx, id);
      if (office.version !== version) return refuse('VERSION_CONFLICT', 'input.version');
      const read = readOfficeEdit(office.key, office, edit, this.vocabulary);
      if (!read.ok) return read;
      const carrier = await this.checkCarrier(tx, edit.runByCarrierId);
      if (!carrier.ok) return carrier;
      await this.write(tx, actor, office, read.value, 'office.changed');
      return accept(id);
    });
  }

  /** Gives an entry its inbox: from now on cases can be passed on to that organisation. Null takes it away. */
  connect(actor: Actor, id: string, organisationId: string | null): Promise<Result<DirectoryOffice>> {
    return this.deed(actor, async (tx) => {
      const office = await lock(tx, id);
      if (organisationId !== null) {
        const [organisation] = await query<{ kind: string }>(tx, organisationKind(organisationId));
        if (!organisation) throw new NotFoundException();
        if (organisation.kind !== 'OFFICE') return refuse('NOT_AN_OFFICE', 'organisationId');
        const [other] = await query<{ id: string }>(tx, officeOfInbox(organisationId));
        if (other && other.id !== id) return refuse('OFFICE_CONNECTED_ALREADY', 'organisationId');
      }
      await this.write(tx, actor, office, { inboxOrganisationId: organisationId }, 'office.connected');
      return accept(id);
    });
  }

  /** What an office says of itself: capacity, languages, days to answer, contact. */
  changeOwn(actor: Actor, version: number, edit: OwnEdit): Promise<Result<DirectoryOffice>> {
    return this.deed(actor, async (tx) => {
      const [own] = await query<{ id: string }>(tx, officeOfInbox(actor.organisationId));
      if (!own) throw new NotFoundException();
      const office = await lock(tx, own.id);
      if (office.version !== version) return refuse('VERSION_CONFLICT', 'input.version');
      const read = readOfficeEdit(office.key, office, ownFields(edit), this.vocabulary);
      if (!read.ok) return read;
      await this.write(tx, actor, office, read.value, 'office.own-changed');
      return accept(own.id);
    });
  }

  /** Puts the offices that ship with the product into the directory, those whose key is not there yet. For the platform alone. */
  async seed(actor: Actor): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      for (const office of this.reference.shipped.offices) {
        const [added] = await query<{ id: string }>(tx, addShipped(office));
        if (!added) continue;
        const subject = { type: 'office', id: added.id };
        await this.audit.record(tx, actor, 'office.shipped', subject, { key: office.id });
      }
    });
    await this.remembered.renew();
  }

  /** Offices and rules that ship with the product are stored, once there is a platform to store them for. */
  async storeShipped(): Promise<void> {
    const [platform] = await this.transactions.readAsNobody<{ id: string; carrierId: string }>(platformOrganisation);
    if (!platform) return;
    const house = houseIn({ ...platform, kind: 'PLATFORM' });
    await this.seed(house);
    await this.ruleSets.adoptShipped(house);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.storeShipped();
    await this.remembered.start();
  }

  beforeApplicationShutdown(): void {
    this.remembered.stop();
  }

  private get vocabulary() {
    return { codebook: this.reference.codebook, districts: this.reference.geography.districts };
  }

  /** A deed on one entry; afterwards the directory is read anew. */
  private async deed(actor: Actor, work: (tx: Tx) => Promise<Result<string>>): Promise<Result<DirectoryOffice>> {
    const outcome = await this.transactions.run(actor, work);
    if (!outcome.ok) return outcome;
    await this.remembered.renew();
    return accept(await this.one(outcome.value));
  }

  private async write(
    tx: Tx,
    actor: Actor,
    office: OfficeRow,
    changed: Partial<OfficeEntity>,
    action: string,
  ): Promise<void> {
    const fields = changesIn(office, changed);
    const { affected } = await tx.update(
      OfficeEntity,
      { id: office.id, version: office.version },
      { ...changed, version: office.version + 1, updatedAt: () => 'now()' },
    );
    // Row security: this entry is not the actor's to change.
    if (!affected) throw new NotFoundException();
    await this.audit.record(tx, actor, action, { type: 'office', id: office.id }, { key: office.key, fields });
  }

  private async checkCarrier(tx: Tx, id: string | null | undefined): Promise<Result<null>> {
    if (id == null) return accept(null);
    const [organisation] = await query<{ kind: string }>(tx, organisationKind(id));
    return organisation?.kind === 'CARRIER' ? accept(null) : refuse('NOT_A_CARRIER', 'input.runByCarrierId');
  }
}

async function lock(tx: Tx, id: string): Promise<OfficeRow> {
  const [office] = await query<OfficeRow>(tx, officeForUpdate(id));
  if (!office) throw new NotFoundException();
  return office;
}
