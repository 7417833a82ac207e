import type { SeenContent } from '../core/attachment.js';

/** How much of a file is held to see what it is: enough for the first entry of an office document. */
export const HEAD_BYTES = 65_536;

/** Names of entries that only documents with programs in them have. Names stand in an archive as they are, whatever is compressed. */
const programs = [
  'vbaproject.bin',
  'xl/macrosheets/',
  'basic/script-l',
  'scripts/python/',
  'scripts/beanshell/',
  'scripts/javascript/',
  '.docm',
  '.xlsm',
  '.xlsb',
  '.pptm',
];

/** The stream that every Outlook message has, as the directory of a compound file spells it. */
const outlookProperties = [...'__properties_version1.0'].join('\0');

const longest = Math.max(outlookProperties.length, ...programs.map(({ length }) => length));

/** Of the bytes below a blank, those that texts use. */
const inTexts = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** Looks at a file while it passes, and unpacks nothing. */
export class ContentWatch {
  private magic: string | null = null;
  private head = '';
  private tail = '';
  private isText = true;
  private hasMacros = false;
  private isOutlookMessage = false;

  /** The first `HEAD_BYTES` of the file, or all of it: what it is by its leading bytes. */
  async begin(head: Buffer): Promise<void> {
    const { fileTypeFromBuffer } = await import('file-type');
    const found = await fileTypeFromBuffer(head);
    // Outlook's mailboxes go by the same media type as its messages.
    this.magic = found ? (found.ext === 'pst' ? 'application/vnd.ms-outlook-pst' : found.mime) : null;
    this.head = head.toString('latin1', 0, 1024).replace(/^ï»¿/, '').trimStart().toLowerCase();
  }

  /** Every piece of the file, in order. */
  see(piece: Buffer): void {
    if (this.magic === null) this.isText &&= !hasControls(piece);
    else if (this.isArchive || this.magic === 'application/x-cfb') this.search(piece);
  }

  get seen(): SeenContent {
    return {
      magic: this.magic,
      isText: this.isText,
      isActive: /^(<[!?a-z]|#!)/.test(this.head),
      isMail: /^(from [^\n]+\n)?[!-9;-~]+:[ \t]/.test(this.head),
      isOutlookMessage: this.isOutlookMessage,
      hasMacros: this.hasMacros || /macroenabled/i.test(this.magic ?? ''),
    };
  }

  private get isArchive(): boolean {
    return /zip|openxml|opendocument/.test(this.magic ?? '');
  }

  private search(piece: Buffer): void {
    const text = this.tail + piece.toString('latin1').toLowerCase();
    if (this.isArchive) this.hasMacros ||= programs.some((name) => text.includes(name));
    else this.isOutlookMessage ||= text.includes(outlookProperties);
    this.tail = text.slice(-longest);
  }
}

const hasControls = (piece: Buffer): boolean =>
  piece.some((byte) => (byte < 0x20 && !inTexts.has(byte)) || byte === 0x7f);
