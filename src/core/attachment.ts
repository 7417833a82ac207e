import { freeTextProblems } from './release.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from './result.js';

/** What a file may be: the kinds that evidence comes in, by media type, with the extensions that fit. Everything else is refused. */
export const attachmentTypes = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'image/tiff': ['tif', 'tiff'],
  'text/plain': ['txt'],
  'message/rfc822': ['eml'],
  'application/vnd.ms-outlook': ['msg'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'video/mp4': ['mp4', 'm4v'],
  'video/3gpp': ['3gp'],
  'video/quicktime': ['mov'],
  'video/webm': ['webm'],
} as const satisfies Record<string, readonly string[]>;

export type AttachmentType = keyof typeof attachmentTypes;

/** Other names of the same types, as detection gives them. */
const aliases: ReadonlyMap<string, AttachmentType> = new Map<string, AttachmentType>(
  Object.entries({
    'audio/x-m4a': 'audio/mp4',
    'video/x-m4v': 'video/mp4',
    'audio/ogg; codecs=opus': 'audio/ogg',
    'image/heif': 'image/heic',
    'image/heic-sequence': 'image/heic',
    'image/heif-sequence': 'image/heic',
  } as const),
);

/** What was seen in the bytes of a file. */
export interface SeenContent {
  /** The media type that the leading bytes give away; null where they are of none, as those of a plain text. */
  readonly magic: string | null;
  /** No byte that a text cannot have. */
  readonly isText: boolean;
  /** Begins like a page, a drawing or a script that a program would run. */
  readonly isActive: boolean;
  /** Begins with the header lines of a mail (RFC 5322). */
  readonly isMail: boolean;
  /** Of a compound file: it has the properties of an Outlook message ([MS-OXMSG] 2.4). */
  readonly isOutlookMessage: boolean;
  /** A program inside an office document. */
  readonly hasMacros: boolean;
}

/** The type of a file by its content, which its name must fit; what it calls itself elsewhere counts for nothing. */
export const decideType = (fileName: string, seen: SeenContent, field = 'file'): Result<AttachmentType> => {
  const found = typeOf(fileName, seen);
  if (seen.hasMacros) return refuse('ATTACHMENT_HAS_MACROS', field);
  if (!found) return refuse('ATTACHMENT_TYPE_NOT_ALLOWED', field, { allowed: allowedExtensions.join(', ') });
  const fitting: readonly string[] = attachmentTypes[found];
  return fitting.includes(extensionOf(fileName))
    ? accept(found)
    : refuse('ATTACHMENT_EXTENSION_DOES_NOT_FIT', field, { expected: fitting.join(', ') });
};

const typeOf = (fileName: string, seen: SeenContent): AttachmentType | null => {
  const { magic } = seen;
  if (magic === 'application/x-cfb') return seen.isOutlookMessage ? 'application/vnd.ms-outlook' : null;
  if (magic !== null) return aliases.get(magic) ?? (isAttachmentType(magic) ? magic : null);
  if (!seen.isText || seen.isActive) return null;
  return seen.isMail && extensionOf(fileName) === 'eml' ? 'message/rfc822' : 'text/plain';
};

const isAttachmentType = (type: string): type is AttachmentType => Object.hasOwn(attachmentTypes, type);

export const allowedExtensions: readonly string[] = Object.values(attachmentTypes).flat();

const extensionOf = (fileName: string): string => /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';

/** The name under which a file is handed out: made here, for the one it came with may be personal and is a stranger's text. */
export const downloadName = (id: string, type: AttachmentType): string =>
  `anhang-${id.slice(-8)}.${attachmentTypes[type][0]}`;

/** Of which types what a camera wrote into them (place, time, device) can be taken out without touching the picture. */
const cleanable: readonly AttachmentType[] = ['image/jpeg', 'image/png', 'image/webp'];

export const isCleanable = (type: AttachmentType): boolean => cleanable.includes(type);

/** What becomes of the metadata of a file: `REMOVED`, or `KEPT` because it was wanted so or cannot be done for this type. */
export type MetadataFate = 'REMOVED' | 'KEPT';

/** `choice`: what the counsellor said, null = nothing. Place and time are taken out unless they are wanted (Art. 25(2) GDPR). */
export const metadataFate = (choice: 'remove' | 'keep' | null, type: AttachmentType): Result<MetadataFate> => {
  if (isCleanable(type)) return accept(choice === 'keep' ? 'KEPT' : 'REMOVED');
  const types = cleanable.flatMap((each): readonly string[] => attachmentTypes[each]).join(', ');
  return choice === 'remove' ? refuse('ATTACHMENT_METADATA_STAYS', 'metadata', { types }) : accept('KEPT');
};

/** How much a file, a case and a service may hold; in bytes and numbers. */
export interface AttachmentLimits {
  readonly fileBytes: number;
  readonly caseBytes: number;
  readonly caseFiles: number;
  readonly serviceBytes: number;
}

/** What is there already. */
export interface AttachmentUse {
  readonly caseBytes: number;
  readonly caseFiles: number;
  readonly serviceBytes: number;
}

export const inMegabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);

/** Whether a file of this size still fits; before its size is known, ask with 1. */
export const checkRoom = (bytes: number, used: AttachmentUse, limits: AttachmentLimits): Result<null> => {
  const problems: Problem[] = [];
  if (bytes > limits.fileBytes)
    problems.push(problem('ATTACHMENT_TOO_LARGE', 'file', { max: inMegabytes(limits.fileBytes) }));
  if (used.caseFiles + 1 > limits.caseFiles)
    problems.push(problem('ATTACHMENTS_TOO_MANY', 'file', { max: limits.caseFiles }));
  if (used.caseBytes + bytes > limits.caseBytes)
    problems.push(problem('ATTACHMENTS_OF_CASE_FULL', 'file', { max: inMegabytes(limits.caseBytes) }));
  if (used.serviceBytes + bytes > limits.serviceBytes)
    problems.push(problem('ATTACHMENTS_OF_SERVICE_FULL', 'file', { max: inMegabytes(limits.serviceBytes) }));
  return refusedFor(problems) ?? accept(null);
};

export const longestAttachmentTexts = { name: 200, description: 2_000 } as const;

/** What a person may change about a file, as it came in. */
export interface GivenDescription {
  readonly name: string;
  readonly description?: string | null | undefined;
}

export interface AttachmentDescription {
  /** The name it came with, or a better one. May be personal. */
  readonly name: string;
  readonly description: string | null;
}

/** `argument` leads the names of fields in problems, e.g. `input.`. */
export const checkDescription = (given: GivenDescription, argument: string): Result<AttachmentDescription> => {
  const name = given.name.trim();
  const description = given.description?.trim() || null;
  const problems = [
    ...(name === '' ? [problem('REQUIRED', `${argument}name`)] : []),
    ...freeTextProblems(`${argument}name`, name, longestAttachmentTexts.name),
    ...freeTextProblems(`${argument}description`, description, longestAttachmentTexts.description),
  ];
  return refusedFor(problems) ?? accept({ name, description });
};

/** What is known of a file's harmlessness; the bytes of an infected one are gone. */
export type ScanState = 'NOT_SCANNED' | 'CLEAN' | 'INFECTED';

export const attachmentStates = ['READY', 'WAITING', 'INFECTED', 'REMOVED'] as const;
/** READY: can be fetched. WAITING: the scanner has not seen it yet. INFECTED: its bytes were deleted. REMOVED: will be gone soon. */
export type AttachmentState = (typeof attachmentStates)[number];

/** Fails closed: where a scanner is set up, what it has not seen is not handed out. */
export const attachmentState = (
  { scan, removedAt }: { readonly scan: ScanState; readonly removedAt: Date | null },
  scans: boolean,
): AttachmentState => {
  if (removedAt !== null) return 'REMOVED';
  if (scan === 'INFECTED') return 'INFECTED';
  return scan === 'CLEAN' || !scans ? 'READY' : 'WAITING';
};

/** Whether the bytes may leave the house, to anybody. */
export const mayBeFetched = (state: AttachmentState): Result<null> => {
  switch (state) {
    case 'READY':
      return accept(null);
    case 'WAITING':
      return refuse('ATTACHMENT_NOT_SCANNED');
    case 'INFECTED':
      return refuse('ATTACHMENT_INFECTED');
    case 'REMOVED':
      return refuse('ATTACHMENT_REMOVED');
  }
};

/** For how long a removed file can be brought back. */
export const daysToUndo = 7;

export const goneAt = (removedAt: Date): Date => new Date(removedAt.getTime() + daysToUndo * 86_400_000);
