import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import type { Tx } from '../database/transactions.js';
import { Keys } from '../keys/keys.service.js';
import { seal, sealText, unseal, unsealText, type Place } from '../keys/seal.js';
import type { WrappedKey } from '../keys/wrapped-key.js';

const place = (table: 'import_file' | 'import_run', column: string, organisationId: string, rowId: string): Place => ({
  table,
  column,
  organisationId,
  rowId,
});

/** Uploaded lists and their mappings are sealed with a key of the service's own: no case is there yet. */
@Injectable()
export class ListSeals {
  constructor(private readonly keys: Keys) {}

  async sealFile(tx: Tx, actor: Actor, id: string, content: Buffer): Promise<Buffer> {
    const key = await this.keys.openOrMake(tx, actor, 'LISTS', actor.organisationId);
    return seal(key, place('import_file', 'content', actor.organisationId, id), content);
  }

  async openFile(actor: Actor, id: string, sealed: Buffer, key: WrappedKey | null): Promise<Buffer> {
    return unseal(await this.keys.unwrap(key), place('import_file', 'content', actor.organisationId, id), sealed);
  }

  async sealRun<Run extends { readonly id: string; readonly content: Buffer; readonly mapping: string }>(
    tx: Tx,
    actor: Actor,
    run: Run,
  ): Promise<Run> {
    const { organisationId } = actor;
    const key = await this.keys.openOrMake(tx, actor, 'LISTS', organisationId);
    return {
      ...run,
      content: seal(key, place('import_run', 'content', organisationId, run.id), run.content),
      mapping: sealText(key, place('import_run', 'mapping', organisationId, run.id), run.mapping),
    };
  }

  async openRun(
    organisationId: string,
    id: string,
    sealed: { readonly content: Buffer; readonly mapping: string; readonly key: WrappedKey | null },
  ): Promise<{ content: Buffer; mapping: string }> {
    const key = await this.keys.unwrap(sealed.key);
    return {
      content: unseal(key, place('import_run', 'content', organisationId, id), sealed.content),
      mapping: unsealText(key, place('import_run', 'mapping', organisationId, id), sealed.mapping),
    };
  }
}
