import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { isFinal, referralStates, type ReferralState } from '../core/referral-states.js';
import { accept, refuse, type Result } from '../core/result.js';
import { type Statement, Transactions } from '../database/transactions.js';
import { messagesOf, type MessageRow, notesOf, type NoteRow } from './conversation.queries.js';
import type { ReferralEntity } from './referral.entity.js';
import {
  caseIsOurs,
  disclosuresOfCases,
  type DisclosureRow,
  eventsOf,
  type EventRow,
  type InboxPlace,
  inboxPage,
  lettersOf,
  type LetterRow,
  previewsOf,
  type ReceivedRow,
  referralsOfCases,
  releaseById,
  releasesOfCases,
  type ReleaseRow,
  sentReferral,
} from './reading.queries.js';
import { ReferralSeals, type WithKey } from './referral-seals.service.js';
import { sealedContentOf, type ContentRow, type SealedContent } from './referrals.queries.js';
import type { Preview } from '../core/release.js';

/** The rows of each subject, by its id. */
export type Grouped<Row> = ReadonlyMap<string, readonly Row[]>;

/** Reading only: one statement each, for many subjects at once. */
@Injectable()
export class ReferralReading {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly seals: ReferralSeals,
  ) {}

  /** The office's inbox; without states, all that is not over. */
  async inbox(
    actor: Actor,
    states: readonly string[] | null,
    most: number,
    after: InboxPlace | null,
  ): Promise<Result<ReceivedRow[]>> {
    const unknown = states?.findIndex((state) => !(referralStates as readonly string[]).includes(state)) ?? -1;
    if (unknown >= 0)
      return refuse('UNKNOWN_CODE', `filter.states[${unknown}]`, { vocabulary: referralStates.join(', ') });
    const wanted = (states as readonly ReferralState[] | null) ?? referralStates.filter((state) => !isFinal(state));
    const looked = { action: 'referrals.listed', subject: { type: 'referral', id: null }, details: { states: wanted } };
    return accept(await this.audit.look<ReceivedRow>(actor, inboxPage(wanted, most, after), looked));
  }

  async sent(actor: Actor, id: string): Promise<ReferralEntity> {
    const looked = { action: 'referral.read', inVain: 'referral.read-in-vain', subject: { type: 'referral', id } };
    const [row] = await this.audit.look<WithKey<ReferralEntity>>(actor, sentReferral(id), looked);
    if (!row) throw new NotFoundException();
    return this.seals.openQuestion(row);
  }

  async release(actor: Actor, id: string): Promise<ReleaseRow> {
    const looked = { action: 'release.read', inVain: 'release.read-in-vain', subject: { type: 'release', id } };
    const [row] = await this.audit.look<WithKey<ReleaseRow>>(actor, releaseById(id), looked);
    if (!row) throw new NotFoundException();
    return this.seals.openReleaseRow(row);
  }

  async mustHaveCase(actor: Actor, caseId: string): Promise<void> {
    const rows = await this.transactions.read(actor, caseIsOurs(caseId));
    if (rows.length === 0) throw new NotFoundException();
  }

  referralsOfCases(actor: Actor, caseIds: readonly string[]): Promise<Grouped<ReferralEntity>> {
    const open = (row: WithKey<ReferralEntity>): Promise<ReferralEntity> => this.seals.openQuestion(row);
    return this.opened(actor, referralsOfCases(caseIds), open, ({ caseId }) => caseId ?? '');
  }

  releasesOfCases(actor: Actor, caseIds: readonly string[]): Promise<Grouped<ReleaseRow>> {
    const open = (row: WithKey<ReleaseRow>): Promise<ReleaseRow> => this.seals.openReleaseRow(row);
    return this.opened(actor, releasesOfCases(caseIds), open, ({ caseId }) => caseId);
  }

  disclosuresOfCases(actor: Actor, caseIds: readonly string[]): Promise<Grouped<DisclosureRow>> {
    const open = (row: WithKey<DisclosureRow>): Promise<DisclosureRow> => this.seals.openDisclosure(row);
    return this.opened(actor, disclosuresOfCases(caseIds), open, ({ caseId }) => caseId);
  }

  /** One line of the client's list, such as the one that was just added. */
  async disclosure(actor: Actor, caseId: string, id: string): Promise<DisclosureRow> {
    const row = (await this.disclosuresOfCases(actor, [caseId])).get(caseId)?.find((one) => one.id === id);
    if (!row) throw new NotFoundException();
    return row;
  }

  previews(actor: Actor, ids: readonly string[]): Promise<Grouped<{ referralId: string; preview: Preview }>> {
    return this.grouped<{ referralId: string; preview: Preview }>(actor, previewsOf(ids), ofReferral);
  }

  frozen(actor: Actor, ids: readonly string[]): Promise<Grouped<ContentRow & { referralId: string }>> {
    const open = async (row: SealedContent): Promise<ContentRow & { referralId: string }> => ({
      ...(await this.seals.openContent(row)),
      referralId: row.referralId,
    });
    // The sender's look at its own copies; the office's reading is a deed of its own.
    return this.seen(actor, 'referral.frozen-read', ids, sealedContentOf(ids, true), open);
  }

  messages(actor: Actor, ids: readonly string[]): Promise<Grouped<MessageRow>> {
    const open = (row: WithKey<MessageRow>): Promise<MessageRow> => this.seals.openText('referral_message', row);
    return this.seen(actor, 'referral.messages-read', ids, messagesOf(ids), open);
  }

  notes(actor: Actor, ids: readonly string[]): Promise<Grouped<NoteRow>> {
    const open = (row: WithKey<NoteRow>): Promise<NoteRow> => this.seals.openText('referral_note', row);
    return this.opened(actor, notesOf(ids), open, ofReferral);
  }

  events(actor: Actor, ids: readonly string[]): Promise<Grouped<EventRow>> {
    return this.grouped<EventRow>(actor, eventsOf(ids), ofReferral);
  }

  letters(actor: Actor, ids: readonly string[]): Promise<Grouped<LetterRow>> {
    return this.grouped<LetterRow>(actor, lettersOf(ids), ofReferral);
  }

  /** Texts about a client: the look is on record, with the referrals that it was at. */
  private async seen<Sealed, Row extends { readonly referralId: string }>(
    actor: Actor,
    action: string,
    ids: readonly string[],
    statement: Statement,
    open: (row: Sealed) => Promise<Row>,
  ): Promise<Grouped<Row>> {
    const [only, ...others] = ids;
    const subject = { type: 'referral', id: others.length === 0 ? (only ?? null) : null };
    const looked = { action, subject, details: others.length === 0 ? {} : { referrals: ids } };
    const rows = await this.audit.look<Sealed>(actor, statement, looked);
    return Map.groupBy(await Promise.all(rows.map(open)), ofReferral);
  }

  private async opened<Sealed, Row>(
    actor: Actor,
    statement: Statement,
    open: (row: Sealed) => Promise<Row>,
    keyOf: (row: Row) => string,
  ): Promise<Grouped<Row>> {
    const rows = await this.transactions.read<Sealed>(actor, statement);
    return Map.groupBy(await Promise.all(rows.map(open)), keyOf);
  }

  private async grouped<Row>(actor: Actor, statement: Statement, keyOf: (row: Row) => string): Promise<Grouped<Row>> {
    return Map.groupBy(await this.transactions.read<Row>(actor, statement), keyOf);
  }
}

const ofReferral = ({ referralId }: { readonly referralId: string }): string => referralId;
