import { referralStates, isDisclosed, type ReferralState } from '../../../src/core/referral-states.js';
import { redactables } from '../../../src/core/access-request.js';
import { fieldGroups } from '../../../src/core/release.js';
import type { TestHouse } from '../app.js';
import { uploaded } from '../attachments.js';
import { daysFromToday, type Json } from '../cases.js';
import { ended, start } from '../imports.js';
import { doneBy, releaseInput, type TestOffice } from '../referrals.js';
import { draftStory, RETURN_STORY, signedOff, submitted } from '../stories.js';
import type { Someone, TestOrganisation } from '../world.js';
import { documentFor } from './documents.js';
import { rootFields } from './policy.js';
import type { Asker, Tokens } from './tokens.js';

/** A service with somebody in each role. */
export interface Staff {
  readonly organisation: TestOrganisation;
  readonly counsellor: Someone;
  readonly supervisor: Someone;
  readonly administrator: Someone;
}

/** The ids of what a service has, by the thing that they name. */
export type Estate = Readonly<Record<string, readonly string[]>>;

const ofService = ({ relation, role }: Asker): boolean =>
  relation === 'own' && (role === 'COUNSELLOR' || role === 'SUPERVISOR');
const ofOffice = ({ relation, role }: Asker): boolean =>
  relation === 'office' && (role === 'OFFICE_STAFF' || role === 'OFFICE_LEAD');
const ofBoth = (asker: Asker): boolean => ofService(asker) || ofOffice(asker);

/** Groups that only one referral releases: everywhere else the office must not find them. */
const withheld = [
  'CLIENT_VIEW',
  'RESPONDENT_PERSON',
  'ASSESSMENT',
  'INDICATIONS',
  'WITNESSES',
  'MEASURES',
  'ATTACHMENTS',
];

export const act = async (house: TestHouse, who: Someone, name: string, variables: object): Promise<Json> => {
  const field = rootFields(house.schema).get(name);
  if (!field) throw new Error(`There is no ${name}.`);
  const kind = house.schema.getQueryType()?.getFields()[name] ? 'query' : 'mutation';
  const answer = await who.does<Json>(documentFor(kind, field, Object.keys(variables)), variables);
  const [outcome] = Object.values<Json>(answer);
  if (outcome?.__typename === 'Refusal') throw new Error(`${name} was refused: ${JSON.stringify(outcome)}`);
  return outcome;
};

/** The cases of a service with a word planted in every text, and a referral in each of these states. */
export class EstateBuilder {
  readonly ids: Record<string, string[]> = {};

  constructor(
    private readonly house: TestHouse,
    private readonly tokens: Tokens,
    private readonly staff: Staff,
    private readonly office: TestOffice,
  ) {}

  /** Notes the id of what was made; a union's members are told apart by their name. */
  private keep(thing: string, made: Json): string {
    const [, id] = Object.entries(made as object).find(([key]) => key === 'id' || key.endsWith('__id')) ?? [];
    (this.ids[thing] ??= []).push(String(id));
    return String(id);
  }

  private act(name: string, variables: object, who = this.staff.counsellor): Promise<Json> {
    return act(this.house, who, name, variables);
  }

  /** One case with everything; `released` says who besides the service reads what a group holds. */
  async kase(label: string, released: (group: string) => (asker: Asker) => boolean): Promise<string> {
    const plant = (name: string, group = 'NONE') => this.tokens.plant(`${label}.${name}`, released(group));
    const made = await this.act('recordCase', {
      input: {
        grounds: ['ORIGIN', 'NAME'],
        mainArea: { area: 'HOUSING', subArea: 'HOUSING_SEARCH' },
        respondentType: 'HOUSING_COMPANY',
        district: '07111',
        incidentEarliest: daysFromToday(-10),
        incidentLatest: daysFromToday(-10),
        knowledgeOn: daysFromToday(-10),
        language: 'ar',
        assessment: 'LIKELY',
        narrative: plant('narrative', 'INCIDENT'),
        clientName: plant('clientName', 'CLIENT_IDENTITY'),
        clientContact: plant('clientContact', 'CLIENT_CONTACT'),
        clientView: plant('clientView', 'CLIENT_VIEW'),
        assessmentReason: plant('assessmentReason', 'ASSESSMENT'),
        respondentOrganisation: plant('respondentOrganisation', 'RESPONDENT'),
        respondentFunction: plant('respondentFunction', 'RESPONDENT'),
        respondentPerson: plant('respondentPerson', 'RESPONDENT_PERSON'),
        respondentPersonReason: plant('respondentPersonReason', 'RESPONDENT_PERSON'),
        campaign: plant('campaign'),
      },
    });
    const caseId = String(made.RecordedCase__case.id);
    (this.ids['case'] ??= []).push(caseId);
    const part = async (thing: string, name: string, input: object): Promise<void> =>
      void this.keep(thing, await this.act(name, { caseId, input }));
    await part('indication', 'addIndication', {
      description: plant('indication', 'INDICATIONS'),
      evidenceKind: 'MESSAGE',
    });
    await part('witness', 'addWitness', {
      name: plant('witness.name', 'WITNESSES'),
      contact: plant('witness.contact', 'WITNESSES'),
      observation: plant('witness.observation', 'WITNESSES'),
    });
    await part('comparisonPerson', 'addComparisonPerson', { description: plant('comparisonPerson', 'WITNESSES') });
    const takenOn = daysFromToday(-3);
    await part('measure', 'addMeasure', { kind: 'CLAIM_LETTER', takenOn, result: plant('measure', 'MEASURES') });
    await part('reaction', 'addReaction', {
      kind: 'DENIAL',
      occurredOn: takenOn,
      detail: plant('reaction', 'MEASURES'),
    });
    await part('note', 'addNote', { text: plant('note') });
    const fields = { description: plant('file.description', 'ATTACHMENTS') };
    const file = Buffer.from(`Ein Protokoll: ${plant('file.content', 'ATTACHMENTS')}\n`);
    const fileName = `${plant('file.name', 'ATTACHMENTS')}.txt`;
    (this.ids['attachment'] ??= []).push(await uploaded(this.staff.counsellor, caseId, { file, fileName, fields }));
    await this.act('requestReview', { id: caseId, input: { comment: plant('review') } });
    return caseId;
  }

  /** A case that stays with the service: what is asked of it is asked of it alone. */
  async kept(): Promise<void> {
    const id = await this.kase('kept', () => ofService);
    const comment = this.tokens.plant('kept.query', ofService);
    await this.act('reviewCase', { id, input: { verdict: 'QUERY', field: 'grounds', comment } }, this.staff.supervisor);
    const closed = await this.kase('closed', () => ofService);
    const { version } = await this.act('case', { id: closed });
    const note = this.tokens.plant('closed.closingNote', ofService);
    await this.act('closeCase', { id: closed, version, reason: 'ACHIEVED', note });
    const input = { reason: 'CLIENT_WISH', reviewOn: daysFromToday(30) };
    const held = await this.act('placeHold', { caseId: id, input });
    (this.ids['hold'] ??= []).push(String(held.HeldCase__hold.id));
    await this.disposed(closed);
    await this.answered(id);
  }

  /** The client has asked what is held, and is told all of it. */
  private async answered(caseId: string): Promise<void> {
    const input = { receivedOn: daysFromToday(0), language: 'de' };
    const id = this.keep('accessRequest', await this.act('requestAccess', { caseId, input }));
    const decisions = redactables.map((what) => ({ what }));
    await this.act('answerAccess', { id, input: { decisions } });
  }

  /** Proposed and approved; it is carried out long after the test. */
  private async disposed(caseId: string): Promise<void> {
    const proposed = await this.act('proposeDisposal', { caseId, basis: 'CLIENT_REQUEST' });
    const id = this.keep('disposal', proposed);
    await this.act('approveDisposal', { id }, this.staff.supervisor);
    // As if its time were over: a place in the list of what is due.
    await this.house.database.query(
      `insert into retention_due (organisation_id, case_id, rule_code, since) values ($1, $2, 'CLOSED_CASE', '2026-01-01')`,
      [this.staff.organisation.id, caseId],
    );
  }

  private async release(
    caseId: string,
    label: string,
    groups: readonly string[],
    read: (a: Asker) => boolean,
  ): Promise<string> {
    const said = (name: string) => this.tokens.plant(`${label}.${name}`, read);
    const own = (name: string) => this.tokens.plant(`${label}.${name}`, ofService);
    const words = { purpose: said('purpose'), interpreter: said('interpreter'), guardian: said('guardian') };
    const input = releaseInput(this.office.id, {
      ...words,
      fieldGroups: groups,
      ...(label === 'SENT'
        ? { form: 'ORAL', oralReason: own('oralReason'), documentReference: undefined }
        : { documentReference: own('documentReference') }),
    });
    return this.keep('release', await this.act('recordRelease', { caseId, input }));
  }

  /** A case with a referral, brought to this state by those who may. */
  async referred(state: ReferralState, kind: 'HANDOVER' | 'ENQUIRY' = 'HANDOVER'): Promise<string> {
    const label = kind === 'ENQUIRY' ? `ENQUIRY ${state}` : state;
    const open = isDisclosed(state);
    const groups = fieldGroups.filter((group) => state === 'ACCEPTED' || !withheld.includes(group));
    const reads = (group: string) =>
      kind === 'HANDOVER' && open && groups.some((each) => each === group) ? ofBoth : ofService;
    const caseId = await this.kase(label, reads);
    if (state === 'SIGNPOSTED') {
      return this.keep('unsent', await this.act('signpost', { caseId, input: { officeId: this.office.id } }));
    }
    const sent = state !== 'DRAFT';
    const envelope = sent ? ofBoth : ofService;
    const said = (name: string, read: (asker: Asker) => boolean) => this.tokens.plant(`${label}.${name}`, read);
    const releaseId =
      kind === 'HANDOVER' ? await this.release(caseId, label, groups, open ? ofBoth : ofService) : undefined;
    const draft = await this.act('draftReferral', {
      caseId,
      input: {
        kind,
        officeId: this.office.id,
        ...(releaseId
          ? { releaseId, reasons: ['SPECIALISATION'] }
          : { question: said('question', open ? ofBoth : ofService) }),
        contact: {
          name: said('contact.name', envelope),
          phone: said('contact.phone', envelope),
          email: `${said('contact.email', envelope)}@example.org`,
        },
      },
    });
    const id = this.keep(sent ? 'sent' : 'unsent', draft);
    if (sent) await this.act('sendReferral', { id, version: draft.Referral__version });
    if (sent) await this.bring(id, state, said, releaseId);
    return id;
  }

  private async bring(
    id: string,
    state: ReferralState,
    said: (name: string, read: (asker: Asker) => boolean) => string,
    releaseId: string | undefined,
  ): Promise<void> {
    const { staff } = this.office;
    const office = (name: string, input?: object) => this.act(name, { id, ...(input ? { input } : {}) }, staff);
    const text = (name: string, read = ofBoth) => ({ text: said(name, read) });
    await this.act('addReferralNote', { id, input: text('note of the service', ofService) });
    if (state === 'SENT') return;
    if (state === 'UNANSWERED') {
      await this.house.database.query(`update referral set state = 'UNANSWERED', unanswered_at = now() where id = $1`, [
        id,
      ]);
      return;
    }
    if (state === 'WITHDRAWN') return void (await this.act('withdrawReferral', { id }));
    await this.act('receivedReferral', { id }, staff);
    await this.act('addReferralNote', { id, input: text('note of the office', ofOffice) }, staff);
    if (state === 'PREVIEW_SEEN') return;
    if (state === 'DECLINED') return void (await office('declineReferral', { reason: 'CAPACITY', ...text('decline') }));
    if (state.startsWith('QUESTION')) await office('askQuestion', text('question of the office'));
    if (state === 'QUESTION_ANSWERED') await this.act('answerQuestion', { id, input: text('answer') });
    if (state.startsWith('QUESTION')) return;
    await office('acceptReferral');
    if (state === 'ACCEPTED') return void (await this.act('sendMessage', { id, input: text('message') }));
    if (state === 'RELEASE_WITHDRAWN') {
      await this.act('sendMessage', { id, input: text('message', ofService) });
      return void (await this.act('withdrawRelease', { id: releaseId }));
    }
    if (state === 'IN_PROGRESS') return void (await office('startReferral'));
    if (state === 'COMPLETED')
      return void (await office('completeReferral', { result: 'AGREEMENT', report: said('report', ofBoth) }));
    await office('offerReturn', { reason: 'CAPACITY', ...text('return') });
    if (state === 'RETURNED') await this.act('acceptReturn', { id });
  }

  /** A list that was brought, and one that waits to be taken. */
  async imported(): Promise<void> {
    const reads = ({ relation, role }: Asker): boolean =>
      relation === 'own' && (role === 'SUPERVISOR' || role === 'ADMINISTRATOR');
    const narrative = this.tokens.plant('import.narrative', ofService);
    const source = this.tokens.plant('import.source', reads);
    const list = `Nr,Merkmal,Datum,Text\n1,Herkunft,1.2.2024,${narrative}\n2,Religion,2.2.2024,Ein Spruch\n`;
    const run = await start(this.staff.supervisor, { list, source });
    await ended(this.staff.supervisor, run);
    (this.ids['import'] ??= []).push(run);
    const { body } = await this.staff.supervisor.post('/imports/files').attach('file', Buffer.from(list), 'list');
    (this.ids['file'] ??= []).push(String(body.id));
  }

  /** Work without a case; who runs the service reads it, too. */
  async structuralWork(): Promise<void> {
    const reads = ({ relation }: Asker): boolean => relation === 'own';
    const said = (name: string) => this.tokens.plant(`activity.${name}`, reads);
    const input = { kind: 'TRAINING', startsOn: '2026-01-10', reach: 20 };
    const texts = { title: said('title'), partners: [said('partner')], note: said('note') };
    this.keep('activity', await this.act('recordActivity', { input: { ...input, ...texts } }));
  }

  /** A draft, and a story that campaigns read, each on a consent of its own. */
  async stories(): Promise<void> {
    const { counsellor, supervisor } = this.staff;
    const readsPool = ({ relation, role }: Asker): boolean => relation === 'campaign' && role === 'CAMPAIGN_STAFF';
    const told = (name: string) => this.tokens.plant(`story.${name}`, (asker) => ofService(asker) || readsPool(asker));
    const own = (name: string) => this.tokens.plant(`story.${name}`, ofService);
    const words = {
      documentReference: own('documentReference'),
      guardian: own('guardian'),
      interpreter: own('interpreter'),
    };
    const draft = await draftStory(counsellor, { title: own('draft.title'), text: own('draft.text') }, words);
    const waiting = await submitted(counsellor, draft);
    const remark = own('remark');
    await doneBy(supervisor, RETURN_STORY, { id: waiting.id, version: waiting.version, remark });
    const signed = await signedOff(counsellor, supervisor, { title: told('title'), text: told('text') });
    const oral = { form: 'ORAL', oralReason: own('oralReason'), documentReference: null };
    const hinted = await draftStory(counsellor, { text: `Bitte an ${own('hint')}@example.org.` }, oral);
    const all = [draft, hinted, signed];
    this.ids['story'] = all.map(({ id }) => id);
    this.ids['storyConsent'] = all.map(({ consentId }) => consentId);
    (this.ids['case'] ??= []).push(...all.map(({ caseId }) => String(caseId)));
  }

  /** A key for a program: its holder and whoever manages her see that there is one. */
  async token(): Promise<void> {
    const reads = ({ relation, role }: Asker): boolean =>
      role === 'ADMINISTRATOR' && (relation === 'own' || relation === 'carrier');
    const name = this.tokens.plant('token.name', (asker) => reads(asker) || ofService(asker));
    const wish = { name, scopes: ['cases:read'], expiresOn: daysFromToday(30) };
    const made = await this.act('createApiToken', { input: wish });
    const id = String(made.ApiTokenCreated__token.id);
    this.ids['apiToken'] = [id];
    this.ids['ownApiToken'] = [id];
  }

  /** All of it, with a referral in each state. */
  async everything(states: readonly ReferralState[] = referralStates): Promise<Estate> {
    await this.kept();
    for (const state of states) await this.referred(state);
    for (const state of states.filter((each) => ['DRAFT', 'SENT', 'ACCEPTED'].includes(each)))
      await this.referred(state, 'ENQUIRY');
    await this.imported();
    await this.structuralWork();
    await this.stories();
    await this.token();
    return this.ids;
  }
}
