import { Injectable } from '@nestjs/common';
import { Attachments } from '../attachments/attachments.service.js';
import type { CaseRow } from '../cases/case.row.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import type { HeldData } from '../core/access-answer.js';
import { redactables, type Decidable } from '../core/access-request.js';
import { dayOf } from '../core/calendar.js';
import { query, Transactions } from '../database/transactions.js';
import { CaseStories } from '../pool/case-stories.service.js';
import { ReferralReading } from '../referrals/reading.service.js';
import { eventsOf, looksAt, originOf } from './access-requests.queries.js';

type Item = Readonly<Record<string, unknown>>;

/** Gathers all that the house holds about the client of one case, from every room. */
@Injectable()
export class HeldDataOfCase {
  constructor(
    private readonly transactions: Transactions,
    private readonly caseFiles: CaseFiles,
    private readonly reading: ReferralReading,
    private readonly attachments: Attachments,
    private readonly stories: CaseStories,
  ) {}

  async gather(actor: Actor, caseId: string): Promise<HeldData> {
    const own = await this.transactions.run(actor, async (tx) => ({
      kase: await this.caseFiles.wholeCaseOf(tx, caseId),
      events: await query<Item>(tx, eventsOf(caseId)),
      looks: await query<Item>(tx, looksAt(caseId)),
      origins: await query<{ source: string; externalId: string }>(tx, originOf(caseId)),
    }));
    const { kase } = own;
    const files = await this.attachments.ofCase(actor, caseId);
    return {
      case: caseItem(kase, own.origins),
      lists: {
        respondentPerson: personNamed(kase),
        indications: kase.indications.map(asItem),
        witnesses: kase.witnesses.map(asItem),
        comparisonPersons: kase.comparisonPersons.map(asItem),
        measures: kase.measures.map(asItem),
        reactions: kase.reactions.map(asItem),
        deadlines: kase.deadlines.map(({ endsOn, regime, source }) => ({ endsOn, regime, source })),
        reviews: kase.reviews
          .filter(({ comment }) => comment !== null)
          .map(({ id, comment, createdAt }) => ({ id, comment, at: dayOf(new Date(createdAt)) })),
        attachments: files.map(({ id, name, kind, description, mediaType, uploadedAt }) => ({
          id,
          addedOn: dayOf(new Date(uploadedAt)),
          name,
          evidenceKind: kind,
          description,
          mediaType,
        })),
        events: own.events,
        looks: own.looks,
        ...(await this.referred(actor, kase)),
        ...(await this.written(actor, caseId)),
      },
    };
  }

  private async written(actor: Actor, caseId: string): Promise<Record<string, readonly Item[]>> {
    const { consents, stories } = await this.stories.ofCase(actor, caseId);
    return {
      storyConsents: consents.map((one) => ({
        givenOn: one.givenOn,
        validUntil: one.validUntil,
        uses: one.uses,
        form: one.form,
        oralReason: one.oralReason,
        documentReference: one.documentReference,
        explainedIn: one.explainedIn,
        interpreter: one.interpreter,
        guardian: one.guardian,
        outlivesCase: one.outlivesCase,
        withdrawnOn: one.withdrawnOn,
      })),
      stories: stories.map(
        ({ id, state, title, text, remark, language, grounds, area, region, withdrawal, ...one }) => ({
          id,
          writtenOn: dayOf(one.createdAt),
          state,
          title,
          text,
          remark,
          language,
          grounds,
          area,
          region,
          signedOffOn: one.signedOffAt && dayOf(one.signedOffAt),
          withdrawnOn: one.withdrawnAt && dayOf(one.withdrawnAt),
          withdrawal,
        }),
      ),
    };
  }

  private async referred(actor: Actor, kase: CaseRow): Promise<Record<string, readonly Item[]>> {
    const caseIds = [kase.id];
    const referrals = (await this.reading.referralsOfCases(actor, caseIds)).get(kase.id) ?? [];
    const officeOf = new Map(referrals.map(({ id, officeName }) => [id, officeName]));
    const ids = referrals.map(({ id }) => id);
    const releases = (await this.reading.releasesOfCases(actor, caseIds)).get(kase.id) ?? [];
    const disclosures = (await this.reading.disclosuresOfCases(actor, caseIds)).get(kase.id) ?? [];
    const messages = [...(await this.reading.messages(actor, ids)).values()].flat();
    const notes = [...(await this.reading.notes(actor, ids)).values()].flat();
    return {
      notes: [
        ...kase.notes.map(({ id, text, createdAt }) => ({ id, text, at: dayOf(new Date(createdAt)) })),
        ...notes.map(({ id, text, at }) => ({ id, text, at: dayOf(at) })),
      ],
      releases: releases.map(({ givenOn, validUntil, officeName, fieldGroups, purpose, withdrawnOn }) => ({
        givenOn,
        validUntil,
        office: officeName,
        fieldGroups,
        purpose,
        withdrawnOn,
      })),
      messages: messages.map(({ id, referralId, from, text, at }) => ({
        id,
        at: dayOf(at),
        office: officeOf.get(referralId) ?? null,
        from,
        text,
      })),
      recipients: disclosures.map(({ at, officeName, what, fieldGroups, purpose }) => ({
        at: dayOf(new Date(at)),
        office: officeName,
        what,
        fieldGroups,
        purpose,
      })),
    };
  }
}

const asItem = (part: object): Item => ({ ...part });

function caseItem(kase: CaseRow, origins: readonly { source: string; externalId: string }[]): Item {
  return {
    ...kase.facts,
    ...kase.texts,
    regimes: kase.regimes,
    status: kase.status,
    openedOn: dayOf(new Date(kase.openedAt)),
    closedOn: kase.closedAt === null ? null : dayOf(new Date(kase.closedAt)),
    closingReason: kase.closingReason,
    closingNote: kase.closingNote,
    importedFrom: origins.map(({ source, externalId }) => `${source}: ${externalId}`),
  };
}

const personNamed = ({ id, texts }: CaseRow): readonly Item[] =>
  texts.respondentPerson === null ? [] : [{ id, name: texts.respondentPerson, reason: texts.respondentPersonReason }];

/** What of it somebody has to decide on, by kind. */
export function decidableOf({ lists }: HeldData): Decidable {
  const ids = (name: string, wanted: (item: Item) => boolean = () => true): string[] =>
    (lists[name] ?? []).filter(wanted).map(({ id }) => String(id));
  const found: Decidable = {
    WITNESSES: ids('witnesses'),
    COMPARISON_PERSONS: ids('comparisonPersons'),
    RESPONDENT_PERSON: ids('respondentPerson'),
    NOTES: ids('notes'),
    REVIEWS: ids('reviews'),
    OFFICE_MESSAGES: ids('messages', ({ from }) => from === 'RECIPIENT'),
    ATTACHMENTS: ids('attachments'),
    STORIES: ids('stories'),
  };
  return Object.fromEntries(redactables.map((what) => [what, found[what]])) as Decidable;
}
