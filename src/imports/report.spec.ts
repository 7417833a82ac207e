import { describe, expect, it } from '@jest/globals';
import { reportLines } from './report.js';

describe('the report as CSV', () => {
  it('has a line for each problem of a row, in both languages', () => {
    const problems = [
      { code: 'IMPORT_FIELD_EMPTY', field: 'grounds', values: { line: 3 } },
      { code: 'DATE_IN_FUTURE', field: 'incidentLatest' },
    ] as const;
    const lines = reportLines({ line: 3, outcome: 'REFUSED', problems, caseId: null }).split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe(
      '3;REFUSED;;DATE_IN_FUTURE;incidentLatest;Das Datum liegt in der Zukunft.;The date is in the future.',
    );
  });

  it('has a line for a row without problems', () => {
    expect(reportLines({ line: 2, outcome: 'IMPORTED', problems: [], caseId: 'c' })).toBe('2;IMPORTED;c;;;;\r\n');
  });

  it('runs no formula and breaks no line, whatever a column is called', () => {
    const problem = { code: 'IMPORT_MAPPING_KEY', field: '=1+1"\n;x' } as const;
    const line = reportLines({ line: 2, outcome: 'REFUSED', problems: [problem], caseId: null });
    expect(line).toContain(`;"'=1+1""\n;x";`);
  });
});
