import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allowedExtensions,
  attachmentState,
  attachmentTypes,
  checkDescription,
  checkRoom,
  decideType,
  downloadName,
  isCleanable,
  mayBeFetched,
  metadataFate,
  type AttachmentType,
  type ScanState,
  type SeenContent,
} from './attachment.js';
import type { Result } from './result.js';

const seen = (changes: Partial<SeenContent>): SeenContent => ({
  magic: null,
  isText: true,
  isActive: false,
  isMail: false,
  isOutlookMessage: false,
  hasMacros: false,
  ...changes,
});
const codes = (outcome: Result<unknown>): string[] =>
  outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${code} ${String(field)}`);

describe('the type of a file', () => {
  it('is that of its content, where the name fits', () => {
    expect(decideType('Abmahnung.PDF', seen({ magic: 'application/pdf' }))).toEqual({
      ok: true,
      value: 'application/pdf',
    });
    expect(decideType('a.m4a', seen({ magic: 'audio/x-m4a' }))).toEqual({ ok: true, value: 'audio/mp4' });
    expect(decideType('chat.txt', seen({}))).toEqual({ ok: true, value: 'text/plain' });
    expect(decideType('mail.eml', seen({ isMail: true }))).toEqual({ ok: true, value: 'message/rfc822' });
    expect(decideType('mail.msg', seen({ magic: 'application/x-cfb', isOutlookMessage: true })).ok).toBe(true);
  });

  it('is refused where the name says something else, with what would fit', () => {
    const refused = decideType('bild.png', seen({ magic: 'image/jpeg' }));
    expect(refused).toMatchObject({
      problems: [{ code: 'ATTACHMENT_EXTENSION_DOES_NOT_FIT', values: { expected: 'jpg, jpeg' } }],
    });
    expect(decideType('mail.eml', seen({})).ok).toBe(false);
    expect(decideType('ohne-endung', seen({ magic: 'application/pdf' })).ok).toBe(false);
  });

  it.each<[string, Partial<SeenContent>]>([
    ['seite.txt', { isActive: true }],
    ['daten.txt', { isText: false }],
    ['alt.msg', { magic: 'application/x-cfb' }],
    ['a.zip', { magic: 'application/zip' }],
    ['a.pdf', { magic: 'application/x-msdownload' }],
    ['a.txt', { magic: 'application/xml' }],
    ['a.pdf', { magic: 'toString' }],
  ])('%s is not taken with %j', (name, content) => {
    expect(codes(decideType(name, seen(content)))).toEqual(['ATTACHMENT_TYPE_NOT_ALLOWED file']);
  });

  it('is refused with macros, whatever it is otherwise', () => {
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    expect(codes(decideType('a.docx', seen({ magic: type, hasMacros: true })))).toEqual(['ATTACHMENT_HAS_MACROS file']);
  });

  it('never is one that is not on the list, and never has another extension than it should', () => {
    const name = fc
      .tuple(fc.string(), fc.constantFrom(...allowedExtensions, 'exe', 'html', ''))
      .map((parts) => parts.join('.'));
    const content = fc.record({
      magic: fc.option(fc.oneof(fc.constantFrom(...Object.keys(attachmentTypes)), fc.string())),
      isText: fc.boolean(),
      isActive: fc.boolean(),
      isMail: fc.boolean(),
      isOutlookMessage: fc.boolean(),
      hasMacros: fc.boolean(),
    });
    fc.assert(
      fc.property(name, content, (fileName, what) => {
        const outcome = decideType(fileName, what);
        if (!outcome.ok) return true;
        const fitting: readonly string[] = attachmentTypes[outcome.value];
        return !what.hasMacros && fitting.some((extension) => fileName.toLowerCase().endsWith(`.${extension}`));
      }),
    );
  });
});

describe('metadata', () => {
  it('is taken out unless it is wanted, and stays where it cannot be taken out', () => {
    const fates = (choice: 'remove' | 'keep' | null) =>
      (['image/jpeg', 'application/pdf'] as const).map((type) => metadataFate(choice, type));
    expect(fates(null)).toEqual([
      { ok: true, value: 'REMOVED' },
      { ok: true, value: 'KEPT' },
    ]);
    expect(fates('keep')).toEqual([
      { ok: true, value: 'KEPT' },
      { ok: true, value: 'KEPT' },
    ]);
    expect(codes(metadataFate('remove', 'application/pdf'))).toEqual(['ATTACHMENT_METADATA_STAYS metadata']);
  });

  it('is never said to be removed where it is not', () => {
    for (const type of Object.keys(attachmentTypes) as AttachmentType[])
      for (const choice of ['remove', 'keep', null] as const) {
        const fate = metadataFate(choice, type);
        if (fate.ok && fate.value === 'REMOVED') expect(isCleanable(type)).toBe(true);
      }
  });
});

describe('room', () => {
  const limits = { fileBytes: 10_000_000, caseBytes: 20_000_000, caseFiles: 3, serviceBytes: 50_000_000 };
  const none = { caseBytes: 0, caseFiles: 0, serviceBytes: 0 };

  it('ends exactly at each limit, and every problem is said at once', () => {
    expect(checkRoom(10_000_000, { caseBytes: 10_000_000, caseFiles: 2, serviceBytes: 40_000_000 }, limits).ok).toBe(
      true,
    );
    expect(codes(checkRoom(10_000_001, none, limits))).toEqual(['ATTACHMENT_TOO_LARGE file']);
    expect(codes(checkRoom(1, { caseBytes: 20_000_000, caseFiles: 3, serviceBytes: 50_000_000 }, limits))).toEqual([
      'ATTACHMENTS_TOO_MANY file',
      'ATTACHMENTS_OF_CASE_FULL file',
      'ATTACHMENTS_OF_SERVICE_FULL file',
    ]);
  });
});

describe('what a person says of a file', () => {
  it('needs a name and keeps to its length', () => {
    expect(checkDescription({ name: ' Brief.pdf ', description: ' ' }, 'input.')).toEqual({
      ok: true,
      value: { name: 'Brief.pdf', description: null },
    });
    expect(codes(checkDescription({ name: ' ' }, 'input.'))).toEqual(['REQUIRED input.name']);
    expect(codes(checkDescription({ name: 'x'.repeat(201), description: '\0' }, ''))).toEqual([
      'TOO_LONG name',
      'INVALID_CHARACTER description',
    ]);
  });

  it('is not the name under which it is handed out', () => {
    expect(downloadName('0198f3a4-0000-7000-8000-00000000abcd', 'image/jpeg')).toBe('anhang-0000abcd.jpg');
  });
});

describe('a file', () => {
  it('is handed out only when it is clean, or nothing scans, and never after it was removed', () => {
    for (const scan of ['NOT_SCANNED', 'CLEAN', 'INFECTED'] as ScanState[])
      for (const scans of [true, false])
        for (const removedAt of [null, new Date()]) {
          const state = attachmentState({ scan, removedAt }, scans);
          const open = removedAt === null && (scan === 'CLEAN' || (scan === 'NOT_SCANNED' && !scans));
          expect([scan, scans, mayBeFetched(state).ok]).toEqual([scan, scans, open]);
        }
  });
});
