import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { caseEventKinds, dossierEventKinds } from './case-event.js';
import { referralEventTypes } from './referral-states.js';

describe('the timeline', () => {
  it('has a label for everything that can happen to a case or to its referrals, and for nothing else', () => {
    const file = readFileSync(new URL('../reference/data/codebook.yaml', import.meta.url), 'utf8');
    const { timelineKinds } = parse(file) as { timelineKinds: { code: string }[] };
    expect(timelineKinds.map(({ code }) => code)).toEqual([
      ...caseEventKinds,
      ...referralEventTypes.map((type) => `REFERRAL_${type}`),
      ...dossierEventKinds,
    ]);
  });
});
