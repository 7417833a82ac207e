import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataKey } from './data-key.js';
import { SealBroken } from './key-faults.js';
import { CHUNK, sealStream, unsealStream } from './seal-stream.js';
import { blind, seal, sealText, unseal, unsealText, type Place } from './seal.js';

const key = DataKey.fresh('0197a000-0000-7000-8000-000000000001');
const place: Place = {
  table: 'case_text',
  column: 'narrative',
  organisationId: '0197a000-0000-7000-8000-000000000002',
  rowId: '0197a000-0000-7000-8000-000000000003',
  revision: 3,
};

const elsewhere: readonly (readonly [string, Place])[] = [
  ['another table', { ...place, table: 'case_note' }],
  ['another column', { ...place, column: 'client_view' }],
  ['another organisation', { ...place, organisationId: place.rowId }],
  ['another row', { ...place, rowId: place.organisationId }],
  ['an earlier revision', { ...place, revision: 2 }],
];

describe('a sealed value', () => {
  it('opens in its place as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unsealText(key, place, sealText(key, place, text))).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it.each(elsewhere)('does not open in %s', (_, other) => {
    expect(() => unseal(key, other, seal(key, place, Buffer.from('Aster')))).toThrow(SealBroken);
  });

  it('does not open when any bit was changed or any end was cut', () => {
    const sealed = seal(key, place, Buffer.from('Aster'));
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => unseal(key, place, changed)).toThrow(SealBroken);
      }),
    );
    for (let length = 0; length < sealed.length; length++)
      expect(() => unseal(key, place, sealed.subarray(0, length))).toThrow(SealBroken);
  });

  it('does not open with another key, and a plain text does not pass for one', () => {
    expect(() => unseal(DataKey.fresh(key.id), place, seal(key, place, Buffer.from('Aster')))).toThrow(SealBroken);
    for (const plain of ['', 'Aster', 'Sie wurde abgewiesen.', 'A'.repeat(80)])
      expect(() => unsealText(key, place, plain)).toThrow(SealBroken);
  });

  it('is another one each time', () => {
    expect(sealText(key, place, 'Aster')).not.toBe(sealText(key, place, 'Aster'));
  });
});

const flow = (stream: NodeJS.ReadWriteStream, bytes: Buffer, pieces: number): Promise<Buffer> => {
  const cut = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, at) =>
    bytes.subarray(at * pieces, (at + 1) * pieces),
  );
  return pipeline(Readable.from(cut, { objectMode: false }), stream, (out) => buffer(out as AsyncIterable<Buffer>));
};

describe('a sealed file', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])(
    'of %d bytes opens as it was',
    async (size) => {
      const file = Buffer.alloc(size, 'Beistand');
      const sealed = await flow(sealStream(key, place), file, 10_007);
      expect((await flow(unsealStream(key, place), sealed, 4_099)).equals(file)).toBe(true);
    },
  );

  it('does not open with chunks cut off, reordered, doubled or changed, nor in another place', async () => {
    const sealed = await flow(sealStream(key, place), Buffer.alloc(3 * CHUNK, 7), 50_000);
    const [head, size] = [33, CHUNK + 16];
    const chunk = (at: number): Buffer => sealed.subarray(head + at * size, head + (at + 1) * size);
    const start = sealed.subarray(0, head);
    const broken = [
      start,
      Buffer.concat([start, chunk(0)]),
      Buffer.concat([start, chunk(0), chunk(1)]),
      Buffer.concat([start, chunk(1), chunk(0), chunk(2)]),
      Buffer.concat([start, chunk(0), chunk(0), chunk(1), chunk(2)]),
      Buffer.concat([sealed, chunk(2)]),
      sealed.subarray(0, sealed.length - 1),
      Buffer.concat([sealed.subarray(0, head + 5), Buffer.of(sealed[head + 5]! ^ 1), sealed.subarray(head + 6)]),
    ];
    for (const bytes of broken) await expect(flow(unsealStream(key, place), bytes, 8_192)).rejects.toThrow(SealBroken);
    for (const [, other] of elsewhere)
      await expect(flow(unsealStream(key, other), sealed, 8_192)).rejects.toThrow(SealBroken);
  });
});

it('a blind word tells neither the word nor that of another purpose or key', () => {
  expect(blind(key, 'word', 'aster')).toBe(blind(key, 'word', 'aster'));
  expect(blind(key, 'word', 'aster')).not.toBe(blind(key, 'prefix', 'aster'));
  expect(blind(key, 'word', 'aster')).not.toBe(blind(DataKey.fresh(key.id), 'word', 'aster'));
});
