import { describe, expect, it } from '@jest/globals';
import { describeChart, formatCount, formatShare, formatWithBounds, type Chart } from './chart.js';

const words = (text: string) => ({ de: text, en: `${text} (en)` });
const count = (value: number) => ({ value, lower: Math.max(0, value - 4), upper: value + 4 });

describe('a picture of published numbers', () => {
  it('never shows a small number: zero to four are one and the same', () => {
    expect(formatCount({ value: 0, lower: 0, upper: 4 }, 'de')).toBe('0–4');
    expect(formatWithBounds({ value: 0, lower: 0, upper: 4 }, 'en')).toBe('0–4');
    expect(formatCount({ value: null, lower: 0, upper: 0 }, 'de')).toBe('nicht veröffentlicht');
  });

  it('says between which numbers the true one lies', () => {
    expect(formatWithBounds(count(1025), 'de')).toBe('1.025 (1.021 bis 1.029)');
    expect(formatWithBounds(count(1025), 'en')).toBe('1,025 (1,021 to 1,029)');
    expect(formatShare({ value: 43.4, lower: 40, upper: 47 }, 'de')).toBe('43 % (40 bis 47 %)');
  });

  it('is told in words with every number that it shows', () => {
    const head = { title: words('Fälle'), subtitle: words('Fälle 2026'), source: words('Quelle: Beispiel') };
    const bars: Chart = { ...head, kind: 'bars', rows: [{ code: 'A', label: words('Herkunft'), count: count(25) }] };
    expect(describeChart(bars, 'de')).toBe('Fälle 2026. Herkunft: 25 (21 bis 29). Quelle: Beispiel');
    const series: Chart = {
      ...head,
      kind: 'series',
      periods: [
        { code: '2026-Q1', label: words('Q1') },
        { code: '2026-Q2', label: words('Q2') },
      ],
      lines: [{ code: 'A', label: words('Herkunft'), counts: [count(25), { value: 0, lower: 0, upper: 4 }] }],
    };
    expect(describeChart(series, 'de')).toBe('Fälle 2026. Herkunft: Q1 25, Q2 0–4. Quelle: Beispiel');
  });
});
