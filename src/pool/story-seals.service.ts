import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import type { StoryConsent } from '../core/story-consent.js';
import { query, type Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { sealText, unsealText, type Place } from '../keys/seal.js';
import type { ConsentRow, SealedConsent } from './consents.queries.js';
import { houseOfPool, type PoolStoryRow, type SealedPoolStory } from './pool.queries.js';
import type { SealedStory, StoryRow } from './stories.queries.js';

type ConsentTexts = Pick<StoryConsent, 'oralReason' | 'documentReference' | 'interpreter' | 'guardian'>;

interface StoryPlace {
  readonly organisationId: string;
  readonly id: string;
  readonly textRevision: number;
}

const turnConsent = <Texts extends ConsentTexts>(
  turn: typeof sealText,
  key: DataKey,
  { organisationId, id }: { readonly organisationId: string; readonly id: string },
  consent: Texts,
): Texts => {
  const place = (column: string): Place => ({ table: 'story_consent', column, organisationId, rowId: id });
  return {
    ...consent,
    oralReason: turn(key, place('oral_reason'), consent.oralReason),
    documentReference: turn(key, place('document_reference'), consent.documentReference),
    interpreter: turn(key, place('interpreter'), consent.interpreter),
    guardian: turn(key, place('guardian'), consent.guardian),
  };
};

const inStory = ({ organisationId, id, textRevision }: StoryPlace, column: string): Place => ({
  table: 'story',
  column,
  organisationId,
  rowId: id,
  revision: textRevision,
});

/**
 * A consent and what is written on it have one key, the service's own: it goes with the consent's case, or stays with the story that may outlive it. What is
 * signed off is sealed once more with a key of its own, which the house holds, so that whoever may see the row can open it; withdrawal destroys it.
 */
@Injectable()
export class StorySeals {
  constructor(private readonly keys: Keys) {}

  async sealConsent<Texts extends ConsentTexts>(tx: Tx, actor: Actor, id: string, consent: Texts): Promise<Texts> {
    const key = await this.keys.openOrMake(tx, actor, 'STORY', id);
    return turnConsent(sealText, key, { organisationId: actor.organisationId, id }, consent);
  }

  async openConsent({ key, ...row }: SealedConsent): Promise<ConsentRow> {
    return turnConsent(unsealText, await this.keys.unwrap(key), row, row);
  }

  async sealStory<Texts extends { readonly title: string; readonly text: string }>(
    tx: Tx,
    consentId: string,
    place: StoryPlace,
    story: Texts,
  ): Promise<Texts> {
    const key = await this.keys.open(tx, 'STORY', consentId);
    return {
      ...story,
      title: sealText(key, inStory(place, 'title'), story.title),
      text: sealText(key, inStory(place, 'text'), story.text),
    };
  }

  async sealRemark(tx: Tx, story: StoryRow, remark: string | null): Promise<string | null> {
    return sealText(await this.keys.open(tx, 'STORY', story.consentId), inStory(story, 'remark'), remark);
  }

  async openStory({ key: wrapped, ...row }: SealedStory): Promise<StoryRow> {
    const key = await this.keys.unwrap(wrapped);
    return {
      ...row,
      title: unsealText(key, inStory(row, 'title'), row.title),
      text: unsealText(key, inStory(row, 'text'), row.text),
      remark: unsealText(key, inStory(row, 'remark'), row.remark),
    };
  }

  /** Seals a story for the pool, with a key that the house holds. */
  async sealForPool(tx: Tx, story: PoolStoryRow): Promise<PoolStoryRow> {
    const [house] = await query<{ organisationId: string; carrierId: string }>(tx, houseOfPool);
    if (!house) throw new Error('There is no platform whose key would seal the pool.');
    const key = await this.keys.makeFor(tx, house, 'POOL', story.id);
    return turnPool(sealText, key, house.organisationId, story);
  }

  async openPoolStory({ key: wrapped, ...story }: SealedPoolStory): Promise<PoolStoryRow> {
    const key = await this.keys.unwrap(wrapped);
    return turnPool(unsealText, key, wrapped?.organisationId ?? '', story);
  }

  /** Nothing of the consent and of what was written on it opens any more, in no backup either. */
  forget(tx: Tx, consentId: string): Promise<void> {
    return this.keys.destroy(tx, ['STORY'], consentId);
  }
}

const turnPool = (turn: typeof sealText, key: DataKey, organisationId: string, story: PoolStoryRow): PoolStoryRow => {
  const place = (column: string): Place => ({ table: 'pool_story', column, organisationId, rowId: story.id });
  return { ...story, title: turn(key, place('title'), story.title), text: turn(key, place('text'), story.text) };
};
