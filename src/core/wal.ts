/**
 * Names of PostgreSQL's write-ahead log (PostgreSQL 18, 28.6 and 9.28.3): 24 hexadecimal digits, 8 each for timeline, log and segment. With segments of
 * 16 MB, the only size that the embedded server knows, a log has 256 of them.
 */
const SEGMENTS_PER_LOG = 0x100n;

const isSegment = /^[0-9A-F]{24}$/;
const isArchived = /^(?:[0-9A-F]{24}(?:\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$/;

/** Whether the archiver gives this name to what it archives; anything else in its folder is unfinished or not its own. */
export const isArchivedName = (name: string): boolean => isArchived.test(name);

/** Whether it is a whole segment, neither a history of timelines nor a label. */
export const isSegmentName = (name: string): boolean => isSegment.test(name);

export const timelineOf = (segment: string): number => Number.parseInt(segment.slice(0, 8), 16);

/** The segment after this one on the same timeline. */
export function nextSegment(segment: string): string {
  const number = BigInt(`0x${segment.slice(8, 16)}`) * SEGMENTS_PER_LOG + BigInt(`0x${segment.slice(16)}`) + 1n;
  const digits = (part: bigint): string => part.toString(16).toUpperCase().padStart(8, '0');
  return `${segment.slice(0, 8)}${digits(number / SEGMENTS_PER_LOG)}${digits(number % SEGMENTS_PER_LOG)}`;
}

/** What replay needs of an archive: all segments from the first on without a gap, or the first one that is missing. */
export type Replay =
  | { readonly complete: true; readonly segments: readonly string[] }
  | { readonly complete: false; readonly missing: string };

/**
 * Which segments replay a backup that begins with `first` and is consistent after `last`. A gap behind `last` is no end: PostgreSQL would
 * stop there without a word, as if nothing had been written later.
 */
export function replayOf(first: string, last: string, archived: Iterable<string>): Replay {
  const there = new Set([...archived].filter((name) => isSegmentName(name) && name.slice(0, 8) === first.slice(0, 8)));
  const end = [...there].reduce((newest, name) => (name > newest ? name : newest), last);
  const segments: string[] = [];
  for (let name = first; name <= end; name = nextSegment(name)) {
    if (!there.has(name)) return { complete: false, missing: name };
    segments.push(name);
  }
  return { complete: true, segments };
}
