import { describe, expect, it } from '@jest/globals';
import { LookingBack } from './looking-back.js';

const minutes = (count: number): number => count * 60_000;
const noon = Date.UTC(2026, 5, 1, 12);

/** A house that has looked through everything at noon. */
function begun(): LookingBack {
  const looking = new LookingBack();
  looking.done(looking.turnAt(noon));
  return looking;
}

describe('looking back for entries without a place', () => {
  it('looks at everything first, and again as long as that fails', () => {
    const looking = new LookingBack();
    expect(looking.turnAt(noon)).toMatchObject({ since: 0, isSweep: true });
    expect(looking.turnAt(noon + 2_000)).toMatchObject({ since: 0, isSweep: true });
  });

  it('looks at the seconds before the last turn then', () => {
    expect(begun().turnAt(noon + 2_000)).toMatchObject({ since: noon - 15_000, isSweep: false });
  });

  it('looks further back once a minute, and furthest every five', () => {
    const looking = begun();
    const seen = Array.from({ length: 301 }, (_, turn) => {
      const made = looking.turnAt(noon + 2_000 * (turn + 1));
      looking.done(made);
      return made;
    });
    expect(seen.filter(({ isSweep }) => isSweep)).toHaveLength(2);
    expect(seen.filter(({ reach }) => reach === 1)).toHaveLength(8);
    const late = noon + minutes(5) - 30_000; // written then, committed within the next half minute
    expect(seen.some(({ at, since }) => at > late + 30_000 && at <= late + minutes(2) && since <= late)).toBe(true);
  });

  it('goes back to the last turn of its kind that did not fail', () => {
    const looking = begun();
    const afterAnHour = looking.turnAt(noon + minutes(60));
    expect(afterAnHour).toMatchObject({ isSweep: true });
    expect(afterAnHour.since).toBeLessThanOrEqual(noon - minutes(24 * 60));
  });

  it('looks furthest when the clock was put back', () => {
    expect(begun().turnAt(noon - minutes(60))).toMatchObject({ isSweep: true, since: noon - minutes(25 * 60) });
  });
});
