import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { addDays, startOf } from '../core/calendar.js';
import type { ReferralChange } from '../core/referral-change.js';
import { decide, type ReferralContext, type ReferralEvent } from '../core/referral.js';
import { needsRelease, readableBy } from '../core/referral-states.js';
import { accept, type Result } from '../core/result.js';
import type { Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralEntity } from './referral.entity.js';
import { ReferralSeals } from './referral-seals.service.js';
import { recordDisclosure, recordEvent, recordLetter } from './referrals.queries.js';
import { asRule, releaseKnownToOffice } from './rules.js';

/** Columns that change along with a step and are no mark of the rules. */
type Along = Partial<
  Pick<
    ReferralEntity,
    'question' | 'officeName' | 'recipientOrganisationId' | 'releaseGivenOn' | 'releaseValidUntil' | 'senderName'
  >
>;

/** The one way in which a referral moves: core decides, and all that follows is written in the same transaction. */
@Injectable()
export class ReferralSteps {
  constructor(
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly reference: Reference,
    private readonly seals: ReferralSeals,
  ) {}

  /** What the rules need to know where neither office nor case are at hand: on the office's side, and for jobs. */
  contextOf(referral: ReferralEntity, now: Date): ReferralContext {
    return {
      now,
      codebook: this.reference.codebook,
      release: releaseKnownToOffice(referral),
      officeTakesPart: true,
      answerTerms: {},
      earliestDeadline: null,
      clientLanguage: null,
    };
  }

  /** Takes a step of a referral that the transaction has locked. A refusal has written nothing. */
  async take(
    tx: Tx,
    actor: Actor,
    referral: ReferralEntity,
    event: ReferralEvent,
    context: ReferralContext,
    along: Along = {},
  ): Promise<Result<ReferralEntity>> {
    const decision = decide(asRule(referral), event, context);
    if (!decision.ok) return decision;
    const change = decision.value;
    if (movesNothing(referral, change)) return accept(referral);

    const { organisationId, id } = referral;
    const moved = change.state !== referral.state;
    const changed = {
      ...along,
      ...change.marks,
      state: change.state,
      version: referral.version + 1,
      ...(moved ? { stateSince: context.now } : {}),
    };
    if (readableBy(referral.state, 'RECIPIENT').preview && !readableBy(change.state, 'RECIPIENT').preview)
      await this.seals.close(tx, actor, referral);
    await tx.update(ReferralEntity, { organisationId, id }, changed);
    const after = Object.assign(new ReferralEntity(), referral, changed);
    const reason = change.marks.declineReason ?? change.marks.returnReason ?? change.marks.result ?? null;
    const eventId = await recordEvent(tx, {
      organisationId,
      referralId: id,
      kind: event.type,
      party: event.party,
      state: change.state,
      reason,
    });
    await this.writeConsequences(tx, actor, after, change, eventId);
    await this.audit.record(tx, actor, auditActionOf(event), { type: 'referral', id }, { state: change.state });
    return accept(after);
  }

  private async writeConsequences(
    tx: Tx,
    actor: Actor,
    referral: ReferralEntity,
    change: ReferralChange,
    eventId: string,
  ): Promise<void> {
    const { organisationId, id: subjectId, recipientOrganisationId } = referral;
    for (const { kind } of change.letters) await recordLetter(tx, referral, kind);
    for (const disclosure of change.disclosures) {
      // The office's side learns the purpose with the content, which its acceptance has just opened.
      const purpose = disclosure.purpose || (await this.seals.contentOf(tx, referral.id))?.purpose || '';
      const sealed = await this.seals.sealDisclosure(tx, actor, referral, purpose);
      await recordDisclosure(tx, referral, disclosure, sealed);
    }
    for (const { to, kind } of change.notices) {
      const told = to === 'SENDER' ? organisationId : recipientOrganisationId;
      if (told)
        await this.jobs.enqueue(tx, {
          name: 'referral.notice',
          organisationId: told,
          subjectId,
          deed: `${kind}:${eventId}`,
        });
    }
    if (change.marks.answerBy)
      await this.jobs.enqueue(tx, {
        name: 'referral.expire',
        organisationId,
        subjectId,
        runAt: startOf(addDays(change.marks.answerBy, 1)),
        key: `referral.expire:${subjectId}`,
      });
    if (change.marks.acceptedAt && needsRelease(referral.kind))
      await this.jobs.enqueue(tx, {
        name: 'dossier.render',
        organisationId,
        subjectId,
        key: `dossier.render:${subjectId}`,
      });
  }
}

const movesNothing = (referral: ReferralEntity, { state, marks, notices, disclosures }: ReferralChange): boolean =>
  state === referral.state && Object.keys(marks).length === 0 && notices.length === 0 && disclosures.length === 0;

const auditActionOf = ({ type }: ReferralEvent): string => `referral.${type.toLowerCase().replaceAll('_', '-')}`;
