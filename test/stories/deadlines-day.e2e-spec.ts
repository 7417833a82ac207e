import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CaseDeadlinesDayJob } from '../../src/cases/case-deadlines-day.job.js';
import { addDays } from '../../src/core/calendar.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, recordCase } from '../support/cases.js';

describe('when the day changes', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('a deadline that is over makes room for the next one of its case, in every service', async () => {
    const nearest = async (id: string): Promise<string | null> => {
      const { rows } = await house.database.query<{ next_deadline: string | null }>(
        'select next_deadline::text from cases where id = $1',
        [id],
      );
      return rows[0]?.next_deadline ?? null;
    };
    for (const counsellor of [await house.world.counsellor(), await house.world.counsellor()]) {
      // An insult at work: three months for the criminal complaint, two for the claim.
      const kase = await recordCase(counsellor, {
        mainArea: { area: 'WORK', subArea: 'WORK_CONDITIONS' },
        respondentType: 'EMPLOYER_PRIVATE',
        incidentForms: ['INSULT'],
        incidentEarliest: daysFromToday(-3),
        incidentLatest: daysFromToday(-3),
        knowledgeOn: daysFromToday(-3),
      });
      const { rows } = await house.database.query<{ ends_on: string; moved_to: string }>(
        'select ends_on::text, moved_to::text from case_deadline where case_id = $1 order by ends_on',
        [kase.id],
      );
      const [first, second] = rows;
      expect(rows).toHaveLength(2);
      expect(await nearest(kase.id)).toBe(first?.ends_on);

      const day = house.app.get(CaseDeadlinesDayJob, { strict: false });
      await day.rollAll(new Date(`${first?.moved_to}T12:00:00Z`));
      expect(await nearest(kase.id)).toBe(first?.ends_on); // on the last day it still counts
      await day.rollAll(new Date(`${addDays(first?.moved_to ?? '', 1)}T12:00:00Z`));
      expect(await nearest(kase.id)).toBe(second?.ends_on);
      await day.rollAll(new Date(`${addDays(second?.moved_to ?? '', 1)}T12:00:00Z`));
      expect(await nearest(kase.id)).toBeNull();
    }
  });
});
