import { randomInt } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { type CalendarDate, dayOf } from '../core/calendar.js';
import { decide } from '../core/referral.js';
import { needsRelease, referralKinds, type ReferralKind } from '../core/referral-states.js';
import { fieldGroups, inOrder, termProblems } from '../core/release.js';
import { accept, type Problem, problem, refusedFor, type Result } from '../core/result.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import { People } from '../identity/people.service.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralEntity } from './referral.entity.js';
import { newId } from '../database/new-id.js';
import { ReferralSeals } from './referral-seals.service.js';
import { ReleaseEntity } from './release.entity.js';
import { asRule, compose, type Composed, purposeOf, waitingProblems } from './rules.js';
import { Situations } from './situations.service.js';
import { officeOf } from './sources.queries.js';

export interface DraftInput {
  readonly kind: string;
  readonly officeId: string;
  readonly releaseId?: string | null;
  /** Left out: all groups of the release. */
  readonly fieldGroups?: readonly string[] | null;
  readonly reasons?: readonly string[] | null;
  /** Left out: the own account. */
  readonly contact?: { readonly name: string; readonly phone?: string | null; readonly email?: string | null } | null;
  readonly question?: string | null;
  readonly answerDays?: number | null;
}

/** What the office would get, were the draft sent now. */
export interface Foresight {
  readonly composed: Composed | null;
  readonly purpose: string;
  readonly answerBy: CalendarDate | null;
  /** What sending would be refused for. */
  readonly problems: readonly Problem[];
}

/** A referral before it leaves the house. */
@Injectable()
export class Drafts {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly people: People,
    private readonly organisations: Organisations,
    private readonly caseFiles: CaseFiles,
    private readonly situations: Situations,
    private readonly seals: ReferralSeals,
  ) {}

  draft(actor: Actor, caseId: string, input: DraftInput, now = new Date()): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, (tx) => this.write(tx, actor, caseId, input, now));
  }

  /** Writes a draft in the caller's transaction. Whether it may be sent is decided when it is sent: a release can still run out. */
  async write(tx: Tx, actor: Actor, caseId: string, input: DraftInput, now: Date): Promise<Result<ReferralEntity>> {
    await this.caseFiles.caseFileOf(tx, caseId);
    const kind = referralKinds.find((known) => known === input.kind);
    const problems = [...kindProblems(kind, input), ...this.codeProblems(input, dayOf(now))];
    const office = await officeOf(tx, input.officeId);
    if (!office) problems.push(problem('OFFICE_UNKNOWN', 'input.officeId'));
    const { organisationId } = actor;
    const release = input.releaseId
      ? await tx.findOne(ReleaseEntity, { where: { organisationId, caseId, id: input.releaseId } })
      : null;
    if (input.releaseId && !release) problems.push(problem('RELEASE_NOT_OF_CASE', 'input.releaseId'));
    const refused = refusedFor(problems);
    if (refused || !kind || !office)
      return (
        refused ?? { ok: false, problems: [problem('UNKNOWN_CODE', 'input.kind', { vocabulary: 'referralKinds' })] }
      );

    const self = await this.people.colleague(tx, actor, actor.personId ?? '');
    const contact = input.contact ?? self;
    const referral = Object.assign(new ReferralEntity(), {
      organisationId,
      id: newId(),
      reference: newReference(),
      caseId,
      releaseId: release?.id ?? null,
      officeId: office.id,
      officeName: office.name,
      senderName: (await this.organisations.find(tx, organisationId)).name,
      recipientOrganisationId: kind === 'SIGNPOSTING' ? null : office.inboxOrganisationId,
      kind,
      state: 'DRAFT' as const,
      reasons: [...new Set(input.reasons ?? [])],
      fieldGroups: needsRelease(kind) ? inOrder(input.fieldGroups ?? release?.fieldGroups ?? []) : [],
      releaseGivenOn: release?.givenOn ?? null,
      releaseValidUntil: release?.validUntil ?? null,
      question: input.question?.trim() ?? null,
      answerDays: input.answerDays ?? null,
      contactName: contact?.name.trim() ?? '',
      contactPhone: contact?.phone?.trim() || null,
      contactEmail: contact?.email?.trim() || null,
      createdBy: actor.personId,
    });
    await tx.insert(ReferralEntity, { ...referral, question: await this.seals.sealQuestion(tx, referral) });
    await this.audit.record(
      tx,
      actor,
      'referral.drafted',
      { type: 'referral', id: referral.id },
      { case: caseId, kind },
    );
    const written = await tx.findOneByOrFail(ReferralEntity, { organisationId, id: referral.id });
    return accept(await this.seals.withQuestion(tx, written));
  }

  /** Exactly what the office will see before and after it accepts, were it sent now, and what sending would be refused for. */
  foresee(actor: Actor, id: string, now = new Date()): Promise<Result<Foresight>> {
    return this.transactions.run(actor, async (tx) => {
      const found = await tx.findOne(ReferralEntity, { where: { organisationId: actor.organisationId, id } });
      const referral = await this.seals.withQuestion(tx, found);
      if (!referral) throw new NotFoundException();
      const { file, release, context, waitingAttachments } = await this.situations.of(tx, referral, now);
      const decision = decide(asRule(referral), { type: 'SEND', party: 'SENDER' }, context);
      if (referral.state !== 'DRAFT' && !decision.ok) return decision;
      const composed = compose(referral, file, this.reference.codebook, dayOf(now));
      return accept({
        composed: composed.ok ? composed.value : null,
        purpose: purposeOf(release),
        answerBy: decision.ok ? (decision.value.marks.answerBy ?? null) : null,
        problems: [
          ...(decision.ok ? [] : decision.problems),
          ...(composed.ok ? [] : composed.problems),
          ...waitingProblems(referral, waitingAttachments),
        ],
      });
    });
  }

  private codeProblems({ reasons, fieldGroups: groups }: DraftInput, today: CalendarDate): Problem[] {
    const { codebook } = this.reference;
    return [
      ...(reasons ?? []).flatMap((code, at) =>
        termProblems(codebook, 'referralReasons', code, `input.reasons[${at}]`, today),
      ),
      ...(groups ?? []).flatMap((code, at) =>
        (fieldGroups as readonly string[]).includes(code)
          ? []
          : [problem('UNKNOWN_CODE', `input.fieldGroups[${at}]`, { vocabulary: 'fieldGroups' })],
      ),
    ];
  }
}

const kindProblems = (kind: ReferralKind | undefined, input: DraftInput): Problem[] => {
  if (!kind) return [problem('UNKNOWN_CODE', 'input.kind', { vocabulary: 'referralKinds' })];
  const problems: Problem[] = [];
  if (needsRelease(kind) && !input.releaseId) problems.push(problem('RELEASE_MISSING', 'input.releaseId'));
  if (!needsRelease(kind) && input.releaseId) problems.push(problem('RELEASE_NOT_NEEDED', 'input.releaseId'));
  if (!needsRelease(kind) && input.fieldGroups?.length)
    problems.push(problem('REFERRAL_CARRIES_NO_GROUPS', 'input.fieldGroups'));
  if (kind === 'ENQUIRY' && !input.question?.trim()) problems.push(problem('REQUIRED', 'input.question'));
  if (kind !== 'ENQUIRY' && input.question?.trim())
    problems.push(problem('QUESTION_ONLY_IN_ENQUIRY', 'input.question'));
  return problems;
};

// Without letters and digits that are mistaken for each other on the phone.
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Random, so that it tells nothing about anybody's numbers. */
const newReference = (): string =>
  Array.from({ length: 9 }, (_, at) => (at === 4 ? '-' : letters[randomInt(letters.length)])).join('');
