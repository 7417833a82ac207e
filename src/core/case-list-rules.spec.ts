import { describe, expect, it } from '@jest/globals';
import { caseOrders, checkFilter, checkOrder, fitsHistory, fitsOrder } from './case-list-rules.js';
import type { Codebook } from './codebook.js';

const retired = { code: 'RETIRED', de: 'alt', en: 'old', validUntil: '2020-01-01' };
const codebook = {
  terms: { grounds: [{ code: 'ORIGIN', de: 'Herkunft', en: 'origin' }, retired], areas: [] },
} as unknown as Codebook;
const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('a list of cases', () => {
  it('takes retired codes, because old cases carry them', () => {
    expect(checkFilter({ grounds: ['ORIGIN', 'RETIRED'] }, codebook).ok).toBe(true);
  });

  it('names every field that cannot be meant', () => {
    const filter = {
      status: 'HALF_OPEN',
      reviewState: 'MAYBE',
      referralStates: ['SENT', 'LOST'],
      grounds: ['ORIGIN', 'NOPE'],
      areas: ['NOWHERE'],
      incidentFrom: '2026-02-30',
      openedFrom: '0000-01-01',
    };
    expect(checkFilter(filter, codebook)).toMatchObject({
      problems: [
        { field: 'filter.status' },
        { field: 'filter.reviewState' },
        { field: 'filter.referralStates[1]' },
        { code: 'UNKNOWN_CODE', field: 'filter.grounds[1]' },
        { code: 'UNKNOWN_CODE', field: 'filter.areas[0]' },
        { code: 'INVALID_FORMAT', field: 'filter.incidentFrom' },
        { code: 'DATE_TOO_EARLY', field: 'filter.openedFrom' },
      ],
    });
  });

  it('has no period that ends before it begins; a period of one day is one', () => {
    expect(checkFilter({ openedFrom: '2026-03-02', openedTo: '2026-03-01' }, codebook)).toMatchObject({
      problems: [{ code: 'LATEST_BEFORE_EARLIEST', field: 'filter.openedTo' }],
    });
    expect(checkFilter({ openedFrom: '2026-03-01', openedTo: '2026-03-01' }, codebook).ok).toBe(true);
  });

  it('begins with the newest case unless told otherwise', () => {
    expect(checkOrder(null)).toEqual({ ok: true, value: 'OPENED_AT_DESC' });
    expect(checkOrder('NUMBER_ASC')).toEqual({ ok: true, value: 'NUMBER_ASC' });
    expect(checkOrder('BY_LUCK')).toMatchObject({ ok: false, problems: [{ field: 'orderBy' }] });
  });

  it('goes on only at a place that the order can have', () => {
    const places = [
      { key: '1790000000000000', tie: id },
      { key: '2026-05-02', tie: id },
      { key: '2026', tie: '17' },
    ];
    expect(caseOrders.map((order) => places.map((place) => fitsOrder(place, order)))).toEqual([
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
      [false, false, true],
    ]);
    expect(fitsOrder({ key: '17900000000000001', tie: id }, 'OPENED_AT_DESC')).toBe(false);
    expect(fitsOrder({ key: '1', tie: `${id}'` }, 'OPENED_AT_DESC')).toBe(false);
    expect(fitsOrder({ key: '0000-01-01', tie: id }, 'NEXT_DEADLINE_ASC')).toBe(false);
    expect(fitsOrder({ key: '2026', tie: '99999999999' }, 'NUMBER_ASC')).toBe(false);
    expect(fitsHistory({ key: '1790000000000000', tie: id })).toBe(true);
    expect(fitsHistory({ key: 'now', tie: id })).toBe(false);
  });
});
