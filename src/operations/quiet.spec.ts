import { describe, expect, it } from '@jest/globals';
import { Quiet } from './quiet.js';

const MB = 1024 * 1024;

describe('giving memory back', () => {
  it('waits until the house is quiet', () => {
    const quiet = new Quiet();
    expect(quiet.isTime({ processor: 4_000, memory: 200 * MB }, 20_000)).toBe(false); // starting is no quiet
    expect(quiet.isTime({ processor: 6_000, memory: 220 * MB }, 20_000)).toBe(false); // somebody works
    expect(quiet.isTime({ processor: 6_100, memory: 220 * MB }, 20_000)).toBe(true);
  });

  it('is done once, and again only where much has come together', () => {
    const quiet = new Quiet();
    quiet.isTime({ processor: 0, memory: 220 * MB }, 20_000);
    expect(quiet.isTime({ processor: 10, memory: 220 * MB }, 20_000)).toBe(true);
    quiet.gaveBack({ processor: 210, memory: 170 * MB });
    expect(quiet.isTime({ processor: 220, memory: 180 * MB }, 20_000)).toBe(false);
    expect(quiet.isTime({ processor: 230, memory: 195 * MB }, 20_000)).toBe(true);
  });
});
