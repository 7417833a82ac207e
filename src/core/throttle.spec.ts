import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FailureCounter, networkOf, waitAfter, type ThrottleRule } from './throttle.js';

const rule: ThrottleRule = { free: 5, first: 1, longest: 900, window: 3_600 };
const at = (seconds: number): Date => new Date(1_700_000_000_000 + seconds * 1_000);

describe('waiting after failures', () => {
  it('is nothing at first, then doubles up to the longest', () => {
    expect([1, 5, 6, 7, 8, 15, 16, 1_000].map((failures) => waitAfter(failures, rule))).toEqual([
      0, 0, 1, 2, 4, 512, 900, 900,
    ]);
  });

  it('lets through no more guesses in an hour than the doubling allows, however fast they come', () => {
    const counter = new FailureCounter(rule, 100);
    let let_through = 0;
    for (let second = 0; second < 3_600; second++)
      for (let burst = 0; burst < 20; burst++)
        if (counter.wait('key', at(second)) === 0) {
          counter.count('key', at(second));
          let_through += 1;
        }
    expect(let_through).toBeLessThan(20);
  });

  it('ends with the window after the last failure', () => {
    const counter = new FailureCounter(rule, 100);
    for (let failure = 0; failure < 9; failure++) counter.count('key', at(0));
    expect(counter.wait('key', at(0))).toBe(8);
    expect(counter.wait('key', at(8))).toBe(0);
    expect(counter.failures('key', at(3_599))).toBe(9);
    expect(counter.failures('key', at(3_600))).toBe(0);
    counter.forgetOld(at(3_600));
    expect(counter.size).toBe(0);
  });

  it('is over when it succeeds, and concerns one key alone', () => {
    const counter = new FailureCounter(rule, 100);
    for (let failure = 0; failure < 9; failure++) counter.count('one', at(0));
    expect(counter.wait('other', at(0))).toBe(0);
    counter.takeBack('one');
    expect([counter.failures('one', at(0)), counter.wait('one', at(0))]).toEqual([8, 0]);
    counter.forget('one');
    expect(counter.failures('one', at(0))).toBe(0);
  });

  it('holds no more keys than it may, and drops the quietest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 1 }), (keys) => {
        const counter = new FailureCounter(rule, 10);
        keys.forEach((key, second) => counter.count(String(key), at(second)));
        expect(counter.size).toBeLessThanOrEqual(10);
        expect(counter.failures(String(keys.at(-1)), at(keys.length))).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
