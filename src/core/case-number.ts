/** The number by which people speak of a case, such as `NORD-2026-0007`: counted per service and year, so it tells nothing of others. */
export const caseNumber = (of: {
  readonly shortName: string;
  readonly year: number;
  readonly number: number;
}): string => `${of.shortName}-${of.year}-${String(of.number).padStart(4, '0')}`;
