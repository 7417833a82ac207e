import type { ChartCount } from '../core/chart.js';

/** The largest value that a picture must have room for. */
export const largest = (counts: readonly ChartCount[]): number => Math.max(5, ...counts.map(({ upper }) => upper));

/** Whether words on the shade of this value must be white. */
export const isDark = (value: number | null, most: number): boolean => value !== null && value > most * 0.55;
