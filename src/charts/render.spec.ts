import { describe, expect, it } from '@jest/globals';
import type { Chart, ChartCount } from '../core/chart.js';
import { renderPng } from './png.js';
import { renderSvg } from './render.js';

const words = (de: string, en = `${de} (en)`) => ({ de, en });
const count = (value: number | null): ChartCount =>
  value === null ? { value, lower: 0, upper: 0 } : { value, lower: Math.max(0, value - 4), upper: value + 4 };
const head = {
  title: words('Fälle nach <Merkmal>', 'Cases by <ground>'),
  subtitle: words('Rheinland-Pfalz, 3. Quartal 2026', 'Rhineland-Palatinate, 3rd quarter of 2026'),
  source: words('Quelle: Veröffentlichung 2026-Q3', 'Source: release 2026-Q3'),
};
const row = (code: string, label: string) => ({ code, label: words(label) });
const periods = [row('2026-Q1', 'Quartal 1'), row('2026-Q2', 'Quartal 2')];
const charts: readonly Chart[] = [
  {
    ...head,
    kind: 'bars',
    rows: [
      { ...row('ORIGIN', 'Herkunft'), count: count(125) },
      { ...row('AGE', 'Alter'), count: { value: 0, lower: 0, upper: 4 } },
      { ...row('OTHER', 'Sonstiges'), count: count(null) },
    ],
  },
  { ...head, kind: 'shares', rows: [{ ...row('ORIGIN', 'Herkunft'), share: { value: 43, lower: 40, upper: 47 } }] },
  {
    ...head,
    kind: 'series',
    periods,
    lines: [
      { ...row('ORIGIN', 'Herkunft'), counts: [count(125), count(null)] },
      { ...row('AGE', 'Alter'), counts: [count(15), count(20)] },
    ],
  },
  {
    ...head,
    kind: 'heat',
    columns: periods,
    rows: [{ ...row('ORIGIN', 'Herkunft'), counts: [count(125), count(35)] }],
  },
  { ...head, kind: 'map', level: 'REGION', areas: [{ ...row('071', 'Koblenz'), count: count(125) }] },
  { ...head, kind: 'map', level: 'DISTRICT', areas: [{ ...row('07315', 'Mainz'), count: count(125) }] },
];
const textsIn = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');

describe.each(
  charts.map((chart) => ({ chart, kind: chart.kind + ('level' in chart ? ` of each ${chart.level}` : '') })),
)('a picture: $kind', ({ chart }) => {
  const svg = renderSvg(chart, 'de');

  it('has a name and a description with its numbers for whoever does not see it', () => {
    expect(svg).toMatch(
      /^<svg role="img" lang="de" aria-labelledby="chart-title" aria-describedby="chart-description"/,
    );
    expect(svg).toContain('<title id="chart-title">Fälle nach &lt;Merkmal&gt;</title>');
    const [, description] = /<desc id="chart-description">([^<]*)<\/desc>/.exec(svg) ?? [];
    expect(description).toContain(chart.kind === 'shares' ? '43 % (40 bis 47 %)' : '125');
  });

  it('shows title, labels and source, in the language that was asked for', () => {
    expect(textsIn(svg)).toEqual(
      expect.arrayContaining(['Fälle nach &lt;Merkmal&gt;', 'Quelle: Veröffentlichung 2026-Q3']),
    );
    expect(textsIn(renderSvg(chart, 'en'))).toContain('Cases by &lt;ground&gt;');
  });

  it('holds no script, no handler and nothing from elsewhere', () => {
    expect(svg).not.toMatch(/<script|<foreignObject|\son\w+=|@import|(href|src)="(?!#)/i);
  });

  it('is the same, byte for byte, whenever it is drawn', () => {
    for (const other of charts) renderSvg(other, 'en');
    expect(renderSvg(chart, 'de')).toBe(svg);
  });
});

describe('small and withheld numbers', () => {
  it('look alike wherever they come from: the picture follows from published values', () => {
    const texts = textsIn(renderSvg(charts[0]!, 'de'));
    expect(texts).toContain('0–4');
    expect(texts).toContain('nicht veröffentlicht');
  });
});

describe('a picture as PNG', () => {
  it('has twice the size, and words in it', async () => {
    const svg = renderSvg(charts[0]!, 'de');
    const png = Buffer.from(await renderPng(svg));
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect(png.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)?.[1]));
    const without = await renderPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''));
    expect(png.length).toBeGreaterThan(without.length * 1.1); // the font was found
  });
});
