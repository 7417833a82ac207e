import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { quarterOf } from '../core/counting-record.js';
import { accept, refuse, type Result } from '../core/result.js';
import {
  checkStory,
  mayRewrite,
  retractStory,
  returnStory,
  signOffStory,
  storyStates,
  submitStory,
  type GivenStory,
  type Looked,
  type StoryContent,
} from '../core/story.js';
import { consentProblem } from '../core/story-consent.js';
import type { StoryHint } from '../core/story-hints.js';
import { newId } from '../database/new-id.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import type { ConsentRow } from './consents.queries.js';
import { insertPoolStory } from './pool.queries.js';
import {
  insertStory,
  lockStory,
  returnRow,
  rewriteStory,
  signOffRow,
  storiesPage,
  storyById,
  submitRow,
  withdrawRow,
  type SealedStory,
  type StoryRow,
} from './stories.queries.js';
import { StoryConsents } from './story-consents.service.js';
import { StoryHints } from './story-hints.service.js';
import { StorySeals } from './story-seals.service.js';

/** A story with what may give somebody away in it; no hints once it is signed off or withdrawn. */
export interface LookedThrough extends StoryRow {
  readonly hints: readonly StoryHint[];
}

interface Locked {
  readonly story: StoryRow;
  readonly consent: ConsentRow;
}

/** Anonymised stories of a service: written, looked through by two people, given to campaigns, taken back. */
@Injectable()
export class Stories {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly consents: StoryConsents,
    private readonly looks: StoryHints,
    private readonly seals: StorySeals,
  ) {}

  /** Up to `most` of the own service, the newest first, behind the story `before`. */
  async page(
    actor: Actor,
    states: readonly string[] | null,
    most: number,
    before: string | null,
  ): Promise<Result<StoryRow[]>> {
    const unknown = states?.findIndex((state) => !(storyStates as readonly string[]).includes(state)) ?? -1;
    if (unknown >= 0) return refuse('UNKNOWN_CODE', `states[${unknown}]`, { vocabulary: storyStates.join(', ') });
    const looked = { action: 'stories.listed', subject: { type: 'story', id: null } };
    const sealed = await this.audit.look<SealedStory>(actor, storiesPage(states, most, before), looked);
    return accept(await Promise.all(sealed.map((row) => this.seals.openStory(row))));
  }

  /** One, with its hints. */
  find(actor: Actor, id: string): Promise<LookedThrough> {
    return this.transactions.run(actor, async (tx) => {
      const found = await this.looked(tx, id);
      await this.audit.record(tx, actor, 'story.read', { type: 'story', id });
      return found;
    });
  }

  /** A first draft on a consent that holds. */
  write(actor: Actor, consentId: string, given: GivenStory, now = new Date()): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const consent = await this.consents.lock(tx, consentId);
      const fault = consentProblem(consent, dayOf(now));
      if (fault) return refuse(fault.code, 'consentId', fault.values);
      const checked = await this.check(tx, consent, given, now);
      if (!checked.ok) return checked;
      const [id, personId] = [newId(), personOf(actor)];
      const place = { organisationId: actor.organisationId, id, textRevision: 1 };
      await query(
        tx,
        insertStory(id, consentId, await this.seals.sealStory(tx, consentId, place, checked.value), personId),
      );
      return this.told(tx, actor, { id, consentId }, 'story.written');
    });
  }

  /** Replaces what it says. Whoever writes is its author from then on, and a story that waited for a second person is a draft again. */
  change(
    actor: Actor,
    id: string,
    version: number,
    given: GivenStory,
    now = new Date(),
  ): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const { story, consent } = await this.lock(tx, id);
      const allowed = mayRewrite(story, consent, version, dayOf(now));
      if (!allowed.ok) return allowed;
      const checked = await this.check(tx, consent, given, now);
      if (!checked.ok) return checked;
      const place = { ...story, textRevision: story.textRevision + 1 };
      const sealed = await this.seals.sealStory(tx, story.consentId, place, checked.value);
      await query(tx, rewriteStory(id, sealed, personOf(actor)));
      return this.told(tx, actor, story, 'story.changed');
    });
  }

  /** Hands it to a second person. */
  submit(actor: Actor, id: string, version: number, looked: Looked, now = new Date()): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const { story, consent } = await this.lock(tx, id);
      const hints = await this.hintsOf(tx, story);
      const decision = submitStory(story, looked, version, { ...this.moment(now), consent, hints });
      if (!decision.ok) return decision;
      await query(tx, submitRow(id, decision.value, personOf(actor), now));
      return this.told(tx, actor, story, 'story.submitted', { hints: hints.length });
    });
  }

  /** Gives it back to its authors, with a remark. */
  giveBack(actor: Actor, id: string, version: number, remark: string | null): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const { story } = await this.lock(tx, id);
      const decision = returnStory(story, version);
      if (!decision.ok) return decision;
      await query(tx, returnRow(id, await this.seals.sealRemark(tx, story, remark?.trim() || null)));
      return this.told(tx, actor, story, 'story.returned');
    });
  }

  /** The second person lets campaigns read it: from now on there is a copy in the pool that leads back to nothing. */
  signOff(actor: Actor, id: string, version: number, looked: Looked, now = new Date()): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const { story, consent } = await this.lock(tx, id);
      const hints = await this.hintsOf(tx, story);
      const moment = { ...this.moment(now), consent, hints };
      const decision = signOffStory(story, actor.personId, looked, version, moment);
      if (!decision.ok) return decision;
      const poolId = randomUUID();
      await query(tx, signOffRow(id, poolId, personOf(actor), now));
      const { language, grounds, area, region } = story;
      const { title, text } = contentOf(story);
      const { uses, validUntil: usableUntil } = consent;
      const quarter = quarterOf(dayOf(now));
      const entry = { id: poolId, title, text, language, grounds, area, region, uses, usableUntil, quarter };
      await query(tx, insertPoolStory(await this.seals.sealForPool(tx, entry)));
      return this.told(tx, actor, story, 'story.signed-off', { hints: hints.length });
    });
  }

  /** Takes it back, wherever it stands: out of the pool at once, without its texts from then on. */
  retract(actor: Actor, id: string, now = new Date()): Promise<Result<LookedThrough>> {
    return this.transactions.run(actor, async (tx) => {
      const { story } = await this.lock(tx, id);
      const decision = retractStory(story);
      if (!decision.ok) return decision;
      await query(tx, withdrawRow(id, 'RETRACTED', personOf(actor), now));
      return this.told(tx, actor, story, 'story.retracted');
    });
  }

  private moment(now: Date) {
    return { codebook: this.reference.codebook, today: dayOf(now) };
  }

  private async check(tx: Tx, { caseId }: ConsentRow, given: GivenStory, now: Date): Promise<Result<StoryContent>> {
    // The case was erased: from what would it be written?
    if (caseId === null) throw new NotFoundException();
    const { facts } = await this.caseFiles.caseFileOf(tx, caseId);
    const region = facts.district === null ? null : (this.reference.district(facts.district)?.regionKey ?? null);
    return checkStory(given, { grounds: facts.grounds, area: facts.mainArea.area, region }, this.moment(now));
  }

  /** Consent first: whoever withdraws it takes the same order. */
  private async lock(tx: Tx, id: string): Promise<Locked> {
    const [known] = await query<SealedStory>(tx, storyById(id));
    if (!known) throw new NotFoundException();
    const consent = await this.consents.lock(tx, known.consentId);
    const [sealed] = await query<SealedStory>(tx, lockStory(id));
    if (!sealed) throw new NotFoundException();
    return { story: await this.seals.openStory(sealed), consent };
  }

  private async looked(tx: Tx, id: string): Promise<LookedThrough> {
    const [sealed] = await query<SealedStory>(tx, storyById(id));
    if (!sealed) throw new NotFoundException();
    const story = await this.seals.openStory(sealed);
    return { ...story, hints: await this.hintsOf(tx, story) };
  }

  private async hintsOf(tx: Tx, story: StoryRow): Promise<readonly StoryHint[]> {
    if (story.state !== 'DRAFT' && story.state !== 'SUBMITTED') return [];
    return this.looks.of(tx, contentOf(story), story.caseId);
  }

  /** No id of the case: these entries stay when a story outlives it. */
  private async told(
    tx: Tx,
    actor: Actor,
    { id, consentId }: Pick<StoryRow, 'id' | 'consentId'>,
    action: string,
    details: Readonly<Record<string, number>> = {},
  ): Promise<Result<LookedThrough>> {
    await this.audit.record(tx, actor, action, { type: 'story', id }, { consent: consentId, ...details });
    return accept(await this.looked(tx, id));
  }
}

const contentOf = ({ title, text, language, grounds, area, region }: StoryRow): StoryContent => ({
  title: title ?? '',
  text: text ?? '',
  language,
  grounds,
  area,
  region,
});

/** Permissions to write are held by people alone. */
const personOf = ({ personId }: Actor): string => {
  if (personId === null) throw new NotFoundException();
  return personId;
};
