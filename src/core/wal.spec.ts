import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isArchivedName, isSegmentName, nextSegment, replayOf, timelineOf } from './wal.js';

const segment = fc
  .record({ timeline: fc.integer({ min: 1, max: 0xff }), number: fc.integer({ min: 1, max: 0xfff_ff00 }) })
  .map(({ timeline, number }) => nameOf(timeline, number));

const nameOf = (timeline: number, number: number): string =>
  [timeline, Math.floor(number / 256), number % 256]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('');

describe('the write-ahead log', () => {
  it('goes on from segment to segment, and from log to log', () => {
    expect(nextSegment('000000010000000000000001')).toBe('000000010000000000000002');
    expect(nextSegment('0000000100000000000000FF')).toBe('000000010000000100000000');
    expect(nextSegment('00000002000000FF000000FF')).toBe('000000020000010000000000');
  });

  it('keeps the order of its names, and the timeline', () => {
    fc.assert(
      fc.property(segment, (name) => {
        expect(nextSegment(name) > name).toBe(true);
        expect(timelineOf(nextSegment(name))).toBe(timelineOf(name));
        expect(isSegmentName(nextSegment(name))).toBe(true);
      }),
    );
  });

  it('names what is archived, and nothing that is unfinished', () => {
    const archived = ['000000010000000000000001', '000000010000000000000001.partial', '00000002.history'];
    for (const name of [...archived, '000000010000000000000003.00000028.backup'])
      expect([name, isArchivedName(name)]).toEqual([name, true]);
    for (const name of ['archtemp.000000010000000000000001.1.2', '../000000010000000000000001', '', 'x.history'])
      expect([name, isArchivedName(name)]).toEqual([name, false]);
  });

  it('is replayed from a backup to the end of the archive when nothing is missing', () => {
    fc.assert(
      fc.property(segment, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 300 }), (first, own, more) => {
        const all = [first];
        while (all.length <= own + more) all.push(nextSegment(all.at(-1) ?? first));
        const others = ['00000002.history', `0000FFFF${first.slice(8)}`, `${first}.partial`];
        expect(replayOf(first, all[own] ?? first, [...others, ...all].reverse())).toEqual({
          complete: true,
          segments: all,
        });
      }),
    );
  });

  it('names the first segment that is missing, wherever it is', () => {
    fc.assert(
      fc.property(segment, fc.integer({ min: 2, max: 300 }), fc.nat(), (first, count, at) => {
        const all = [first];
        while (all.length < count) all.push(nextSegment(all.at(-1) ?? first));
        const missing = all[at % (count - 1)] ?? first;
        const left = all.filter((name) => name !== missing);
        expect(replayOf(first, first, left)).toEqual({ complete: false, missing });
      }),
    );
  });

  it('misses the end of a backup that was never archived', () => {
    expect(replayOf('000000010000000000000002', '000000010000000000000003', ['000000010000000000000002'])).toEqual({
      complete: false,
      missing: '000000010000000000000003',
    });
  });
});
