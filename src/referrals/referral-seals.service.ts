import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { newId } from '../database/new-id.js';
import { query, type Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { sealText, unsealText, type Place } from '../keys/seal.js';
import type { WrappedKey } from '../keys/wrapped-key.js';
import type { ReferralEntity } from './referral.entity.js';
import {
  freeze,
  sealedContentOf,
  type ContentRow,
  type ReferredContent,
  type SealedContent,
} from './referrals.queries.js';
import type { Preview } from '../core/release.js';

/** A row that was read with the key that opens it. */
export type WithKey<Row> = Row & { readonly key: WrappedKey | null };

/** What of a release is in the counsellor's words or names somebody. */
interface ReleaseTexts {
  readonly purpose: string;
  readonly interpreter: string | null;
  readonly oralReason: string | null;
  readonly documentReference: string | null;
  readonly guardian: string | null;
}

type Turn = typeof sealText;

const turnRelease = <Release extends ReleaseTexts & { readonly organisationId: string; readonly id: string }>(
  turn: Turn,
  key: DataKey,
  release: Release,
): Release => {
  const place = (column: string): Place => ({
    table: 'confidentiality_release',
    column,
    organisationId: release.organisationId,
    rowId: release.id,
  });
  return {
    ...release,
    purpose: turn(key, place('purpose'), release.purpose),
    interpreter: turn(key, place('interpreter'), release.interpreter),
    oralReason: turn(key, place('oral_reason'), release.oralReason),
    documentReference: turn(key, place('document_reference'), release.documentReference),
    guardian: turn(key, place('guardian'), release.guardian),
  };
};

const inContent = (organisationId: string, rowId: string, column: string): Place => ({
  table: 'referral_content',
  column,
  organisationId,
  rowId,
});

/**
 * What a referral carries is sealed with keys of its own, wrapped for both sides: one for what was released, one for what the sides
 * write to each other. Withdrawal takes the office's keys away. Each side's notes have a key that the other never gets.
 */
@Injectable()
export class ReferralSeals {
  constructor(private readonly keys: Keys) {}

  /** Freezes what the office will see, and wraps exactly that for the office. */
  async freeze(
    tx: Tx,
    actor: Actor,
    referral: ReferralEntity,
    frozen: { readonly preview: Preview; readonly content: ReferredContent; readonly purpose: string },
  ): Promise<void> {
    const { organisationId, id, recipientOrganisationId } = referral;
    const key = await this.keys.openOrMake(tx, actor, 'CONTENT', id);
    const conversation = await this.keys.openOrMake(tx, actor, 'CONVERSATION', id);
    if (recipientOrganisationId) {
      await this.keys.share(tx, key, 'CONTENT', id, recipientOrganisationId);
      await this.keys.share(tx, conversation, 'CONVERSATION', id, recipientOrganisationId);
    }
    await freeze(tx, referral, {
      preview: frozen.preview,
      content: sealText(key, inContent(organisationId, id, 'content'), JSON.stringify(frozen.content)),
      purpose: sealText(key, inContent(organisationId, id, 'purpose'), frozen.purpose),
    });
  }

  /** The frozen copy, or null while row security keeps it from the asking side. */
  async contentOf(tx: Tx, referralId: string): Promise<ContentRow | null> {
    const [row] = await query<SealedContent>(tx, sealedContentOf([referralId]));
    return row ? this.openContent(row) : null;
  }

  async openContent({
    organisationId,
    referralId,
    content,
    purpose,
    key: wrapped,
  }: SealedContent): Promise<ContentRow> {
    const key = await this.keys.unwrap(wrapped);
    return {
      content: JSON.parse(
        unsealText(key, inContent(organisationId, referralId, 'content'), content),
      ) as ReferredContent,
      purpose: unsealText(key, inContent(organisationId, referralId, 'purpose'), purpose),
    };
  }

  /** A line of the client's list, its purpose sealed; none is said where there is none. */
  async sealDisclosure(
    tx: Tx,
    actor: Actor,
    referral: Pick<ReferralEntity, 'organisationId' | 'id'>,
    purpose: string,
  ): Promise<{ readonly id: string; readonly purpose: string }> {
    const id = newId();
    if (purpose === '') return { id, purpose };
    const key =
      actor.organisationId === referral.organisationId
        ? await this.keys.openOrMake(tx, actor, 'CONTENT', referral.id)
        : await this.keys.open(tx, 'CONTENT', referral.id);
    return { id, purpose: sealText(key, inDisclosure(referral.organisationId, id), purpose) };
  }

  async openDisclosure<Row extends { readonly id: string; readonly purpose: string; readonly organisationId: string }>({
    key,
    ...row
  }: WithKey<Row>): Promise<Omit<WithKey<Row>, 'key'>> {
    if (row.purpose === '') return row;
    const place = inDisclosure(row.organisationId, row.id);
    const purpose = unsealText(await this.keys.unwrap(key), place, row.purpose);
    return { ...row, purpose };
  }

  /** The key with which the sides write to each other; taken before a step that may close the referral to the own side. */
  conversation(tx: Tx, referralId: string): Promise<DataKey> {
    return this.keys.open(tx, 'CONVERSATION', referralId);
  }

  notes(tx: Tx, actor: Actor, referralId: string): Promise<DataKey> {
    return this.keys.openOrMake(tx, actor, 'NOTES', referralId);
  }

  /** Opens messages or notes that were read with their keys. */
  async openText<Row extends { readonly id: string; readonly text: string; readonly organisationId: string }>(
    table: 'referral_message' | 'referral_note',
    { key, ...row }: WithKey<Row>,
  ): Promise<Omit<WithKey<Row>, 'key'>> {
    const place = textPlace(table, row.organisationId, row.id);
    return { ...row, text: unsealText(await this.keys.unwrap(key), place, row.text) };
  }

  async sealRelease<Release extends ReleaseTexts & { organisationId: string; id: string; caseId: string }>(
    tx: Tx,
    release: Release,
  ): Promise<Release> {
    return turnRelease(sealText, await this.keys.open(tx, 'CASE', release.caseId), release);
  }

  async openRelease<Release extends ReleaseTexts & { organisationId: string; id: string; caseId: string }>(
    tx: Tx,
    release: Release,
  ): Promise<Release> {
    return turnRelease(unsealText, await this.keys.open(tx, 'CASE', release.caseId), release);
  }

  /** Opens a release that was read with its case's key. */
  async openReleaseRow<Row extends ReleaseTexts & { organisationId: string; id: string }>({
    key,
    ...row
  }: WithKey<Row>): Promise<Row> {
    return turnRelease(unsealText, await this.keys.unwrap(key), row as unknown as Row);
  }

  async sealQuestion(tx: Tx, referral: ReferralEntity): Promise<string | null> {
    if (referral.question === null || referral.caseId === null) return null;
    const key = await this.keys.open(tx, 'CASE', referral.caseId);
    return sealText(key, inQuestion(referral), referral.question);
  }

  /** The draft with its question in plain. */
  async withQuestion<Referral extends ReferralEntity | null>(tx: Tx, referral: Referral): Promise<Referral> {
    if (!referral || referral.question === null || referral.caseId === null) return referral;
    const key = await this.keys.open(tx, 'CASE', referral.caseId);
    return Object.assign(referral, { question: unsealText(key, inQuestion(referral), referral.question) });
  }

  async openQuestion({ key, ...row }: WithKey<ReferralEntity>): Promise<ReferralEntity> {
    if (row.question === null) return row;
    return { ...row, question: unsealText(await this.keys.unwrap(key), inQuestion(row), row.question) };
  }

  /** The office opens nothing of this referral from now on. By either side: the office gives its own keys back. */
  async close(tx: Tx, actor: Actor, { organisationId, id, recipientOrganisationId }: ReferralEntity): Promise<void> {
    if (actor.organisationId !== organisationId) await this.keys.destroy(tx, ['CONTENT', 'CONVERSATION'], id);
    else if (recipientOrganisationId) await this.keys.takeBack(tx, id, recipientOrganisationId);
  }

  /**
   * The own side opens the copies and its notes no more; where the copies are forgotten, neither side opens anything. With an office that keeps
   * its copy the conversation can go on.
   */
  async forget(tx: Tx, actor: Actor, referral: ReferralEntity, copies: boolean): Promise<void> {
    if (copies) await this.close(tx, actor, referral);
    await this.keys.destroy(tx, copies ? ['CONTENT', 'CONVERSATION', 'NOTES'] : ['CONTENT', 'NOTES'], referral.id);
  }
}

const inDisclosure = (organisationId: string, rowId: string): Place => ({
  table: 'disclosure',
  column: 'purpose',
  organisationId,
  rowId,
});

const inQuestion = ({ organisationId, id }: Pick<ReferralEntity, 'organisationId' | 'id'>): Place => ({
  table: 'referral',
  column: 'question',
  organisationId,
  rowId: id,
});

export const textPlace = (
  table: 'referral_message' | 'referral_note',
  organisationId: string,
  rowId: string,
): Place => ({ table, column: 'text', organisationId, rowId });
