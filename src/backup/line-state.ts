import type { DestroyedKey, ForgottenPerson, Head, Line, Shipment, StoredFile, StoredSegment } from './line.js';

/** What a line has taken over so far. */
export class LineState {
  readonly segments = new Map<string, StoredSegment>();
  readonly attachments: Map<string, StoredFile>;
  readonly destroyedKeys: DestroyedKey[];
  readonly forgottenPeople: ForgottenPerson[];
  /** When the last shipment was taken over. */
  until: string | null = null;

  constructor(
    public head: Head,
    attachments: readonly StoredFile[],
    gone: Pick<Shipment, 'destroyedKeys' | 'forgottenPeople'>,
  ) {
    this.attachments = new Map(attachments.map((file) => [file.name, file]));
    this.destroyedKeys = [...gone.destroyedKeys];
    this.forgottenPeople = [...(gone.forgottenPeople ?? [])];
  }

  add(shipment: Shipment, hash: string): void {
    this.head = { number: shipment.number, hash };
    this.until = shipment.at;
    for (const segment of shipment.wal) this.segments.set(segment.name, segment);
    for (const file of shipment.attachments) this.attachments.set(file.name, file);
    this.destroyedKeys.push(...shipment.destroyedKeys);
    this.forgottenPeople.push(...(shipment.forgottenPeople ?? []));
  }
}

/** The state as a backup, by default the newest, and all shipments after it tell. Throws where they do not fit together. */
export async function stateOf(line: Line, publicPem: string, backup?: string): Promise<LineState> {
  const id = backup ?? (await line.backups()).at(-1);
  const manifest = id === undefined ? null : await line.manifest(id, publicPem);
  const attachments = manifest === null || manifest.attachments === 'elsewhere' ? [] : manifest.attachments;
  const state = new LineState(
    manifest?.head ?? { number: 0, hash: '' },
    attachments,
    manifest ?? { destroyedKeys: [] },
  );
  for await (const { body, hash } of line.shipmentsAfter(state.head, publicPem)) state.add(body, hash);
  return state;
}
