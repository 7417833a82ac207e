import { describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { compound, docx, jpegs, pdf, pngs, webp, zip } from '../../test/support/files.js';
import type { Result } from '../core/result.js';
import { takeIn, type TakenIn } from './intake.js';

/** In pieces of this size, so that whatever is looked for is cut through somewhere. */
async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function taken(
  fileName: string,
  bytes: Buffer,
  {
    metadata = null,
    size = 1000,
    maxBytes = 1_000_000,
  }: { metadata?: 'keep' | 'remove' | null; size?: number; maxBytes?: number } = {},
): Promise<{ outcome: Result<TakenIn>; kept: Buffer }> {
  const kept: Buffer[] = [];
  const outcome = await takeIn({ bytes: piecesOf(bytes, size), fileName, metadata, maxBytes }, null, async (pieces) => {
    for await (const piece of pieces) kept.push(Buffer.from(piece));
  });
  return { outcome, kept: Buffer.concat(kept) };
}

const codeOf = (outcome: Result<unknown>): string => (outcome.ok ? 'taken' : outcome.problems[0].code);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const secret = 'N50.0014 E8.2608';

describe('a file on its way in', () => {
  it('is kept as it is, counted and hashed', async () => {
    const file = pdf('ein Bescheid');
    const { outcome, kept } = await taken('Bescheid.pdf', file);
    const whole = { bytes: file.length, sha256: sha256(file) };
    expect(outcome).toEqual({
      ok: true,
      value: { type: 'application/pdf', metadata: 'KEPT', verdict: null, original: whole, kept: whole },
    });
    expect(kept).toEqual(file);
  });

  it.each([
    ['chat.txt', Buffer.from('12.03.26, 09:14 - Kim: Grüße\n'), 'taken'],
    ['chat.txt', Buffer.from('\ufeffmit Markierung am Anfang\n'), 'taken'],
    ['mail.eml', Buffer.from('Received: from example.org\r\nSubject: Absage\r\n\r\n<html>'), 'taken'],
    ['mail.eml', Buffer.from('Keine Mail'), 'ATTACHMENT_EXTENSION_DOES_NOT_FIT'],
    ['brief.docx', docx('Ein Brief'), 'taken'],
    ['brief.docx', docx('Ein Brief', { 'word/vbaProject.bin': 'Sub AutoOpen()' }), 'ATTACHMENT_HAS_MACROS'],
    ['brief.docx', docx('x', { 'word/VBAPROJECT.BIN': 'Sub AutoOpen()' }), 'ATTACHMENT_HAS_MACROS'],
    ['brief.docm', docx('x'), 'ATTACHMENT_EXTENSION_DOES_NOT_FIT'],
    ['alles.zip', zip({ 'a.txt': 'x' }), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['mail.msg', compound('Root Entry', '__properties_version1.0'), 'taken'],
    ['alt.msg', compound('Root Entry', 'WordDocument'), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['seite.txt', Buffer.from('  <!DOCTYPE html><script>alert(1)</script>'), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['bild.txt', Buffer.from('<svg onload=alert(1)>'), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['hilfe.txt', Buffer.from('#!/bin/sh\nrm -rf /\n'), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['bild.svg', Buffer.from('<?xml version="1.0"?><svg/>'), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['rechnung.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    [
      'rechnung.txt',
      Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(200)]),
      'ATTACHMENT_TYPE_NOT_ALLOWED',
    ],
    ['bild.png', jpegs(secret).plain, 'ATTACHMENT_EXTENSION_DOES_NOT_FIT'],
    ['leer.txt', Buffer.alloc(0), 'ATTACHMENT_EMPTY'],
  ])('%s (%#) is %s', async (name, bytes, code) => {
    for (const size of [7, 65_536]) expect(codeOf((await taken(name, bytes, { size })).outcome)).toBe(code);
  });

  it('is no text when anything in it is none, however far behind', async () => {
    const long = Buffer.alloc(200_000, 'Text. ');
    expect(codeOf((await taken('a.txt', long)).outcome)).toBe('taken');
    expect(codeOf((await taken('a.txt', Buffer.concat([long, Buffer.from([0])]))).outcome)).toBe(
      'ATTACHMENT_TYPE_NOT_ALLOWED',
    );
  });

  it('is seen to hold macros when only the end of the archive says so', async () => {
    const big = randomBytes(300_000);
    const file = docx('x', { 'word/media/image1.png': big, 'word/vbaProject.bin': 'x' });
    expect(file.indexOf('vbaProject')).toBeGreaterThan(65_536);
    expect(codeOf((await taken('a.docx', file)).outcome)).toBe('ATTACHMENT_HAS_MACROS');
  });

  it('is not unpacked, and may be as large as the limit and not larger', async () => {
    const bomb = docx('x', { 'word/media/a.png': Buffer.alloc(50_000_000) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(codeOf((await taken('a.docx', bomb, { maxBytes: bomb.length })).outcome)).toBe('taken');
    const { outcome } = await taken('a.docx', bomb, { maxBytes: bomb.length - 1 });
    expect(codeOf(outcome)).toBe('ATTACHMENT_TOO_LARGE');
  });
});

describe('what a camera wrote', () => {
  const remove = { metadata: 'remove' } as const;

  it.each([
    ['a.jpg', jpegs(secret)],
    ['a.png', pngs(secret)],
  ])('is taken out of %s, and the picture stays byte for byte', async (name, { plain, chatty }) => {
    expect(chatty.includes(secret)).toBe(true);
    for (const size of [1, 2, 13, 65_536]) {
      const { outcome, kept } = await taken(name, chatty, { ...remove, size });
      expect(kept).toEqual(plain);
      expect(outcome).toMatchObject({
        value: { metadata: 'REMOVED', original: { sha256: sha256(chatty) }, kept: { sha256: sha256(plain) } },
      });
    }
  });

  it('is taken out unless it is wanted, without being asked to', async () => {
    const { chatty, plain } = jpegs(secret);
    expect((await taken('a.jpg', chatty)).kept).toEqual(plain);
    expect((await taken('a.jpg', chatty, { metadata: 'keep' })).kept).toEqual(chatty);
  });

  it('leaves a turned picture turned', async () => {
    const { kept } = await taken('a.jpg', jpegs(secret, 6).chatty, remove);
    expect(kept.includes(secret)).toBe(false);
    const exif = kept.indexOf('Exif\0\0');
    expect(kept.subarray(exif + 6, exif + 32).toString('hex')).toBe(
      '4d4d002a00000008000101120003000000010006000000000000'.slice(0, 52),
    );
  });

  it('becomes zeros in a WebP, whose length stays', async () => {
    const file = webp(secret);
    const length = file.readUInt32LE(4) + 8;
    for (const size of [1, 65_536]) {
      const { kept } = await taken('a.webp', file, { ...remove, size });
      expect(kept.length).toBe(length);
      expect(kept.includes(secret)).toBe(false);
      expect(kept[20]).toBe(0);
      expect(kept.toString('latin1')).toContain('JUNK');
    }
  });

  it('is not looked for in what is no sound picture: that is refused, never passed on with it', async () => {
    const cut = jpegs(secret).chatty;
    for (const length of [30, 60, 200]) {
      const { outcome } = await taken('a.jpg', cut.subarray(0, length), remove);
      expect(codeOf(outcome)).toBe('ATTACHMENT_DAMAGED');
    }
  });
});
