import { describe, expect, it } from '@jest/globals';
import { compileDatePattern, isoDate } from './date.pattern.js';

const read = (pattern: string, cell: string) => {
  const compiled = compileDatePattern(pattern);
  if (!compiled) throw new Error(`${pattern} is no pattern`);
  const range = compiled.read(cell);
  return range && (range.earliest === range.latest ? range.earliest : `${range.earliest} – ${range.latest}`);
};

describe('a date pattern', () => {
  it.each([
    ['DD.MM.YYYY', '05.03.2024', '2024-03-05'],
    ['D.M.YYYY', '5.3.2024', '2024-03-05'],
    ['D.M.YYYY', ' 05.03.2024 ', '2024-03-05'],
    ['M/D/YYYY h:mm:ss A', '8/1/2014 4:00:00 AM', '2014-08-01'],
    ['M/D/YYYY h:mm:ss A', '12/31/2014 11:59:59 p.m.', '2014-12-31'],
    ["DD.MM.YYYY, HH:mm 'Uhr'", '29.02.2024, 23:15 Uhr', '2024-02-29'],
    ['YYYYMMDD', '20240305', '2024-03-05'],
    ['D.M.YY', '5.3.24', '2024-03-05'],
    ['D.M.YY', '5.3.98', '1998-03-05'],
    ['MM/YYYY', '02/2024', '2024-02-01 – 2024-02-29'],
    ['YYYY', '2023', '2023-01-01 – 2023-12-31'],
    ["'KW' YYYY", 'KW 2023', '2023-01-01 – 2023-12-31'],
  ])('%s reads %s as %s', (pattern, cell, expected) => expect(read(pattern, cell)).toBe(expected));

  it.each([
    ['DD.MM.YYYY', '5.3.2024'],
    ['DD.MM.YYYY', '30.02.2024'],
    ['DD.MM.YYYY', '05.13.2024'],
    ['DD.MM.YYYY', '05.03.2024 or later'],
    ['DD.MM.YYYY', '05/03/2024'],
    ['M/D/YYYY', '3/5/24'],
    ['YYYY', '0000-01'],
  ])('%s does not read %s', (pattern, cell) => expect(read(pattern, cell)).toBeNull());

  it.each([
    '',
    'DD.MM',
    'DD.YYYY',
    'DD.MM.YYYY Uhr',
    'Quartal YYYY',
    'YYYY YYYY',
    'D.D.YYYY',
    'DDD.MM.YYYY',
    "'open YYYY",
  ])('is not "%s"', (pattern) => expect(compileDatePattern(pattern)).toBeNull());

  it('is beside ISO 8601, which true dates of a workbook come in', () => {
    expect(isoDate.read('2024-03-05T14:30:00')?.earliest).toBe('2024-03-05');
    expect(isoDate.read('2024-3-5')).toBeNull();
  });
});
