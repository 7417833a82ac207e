import type { EChartsOption } from 'echarts';
import type { Chart, Language } from '../core/chart.js';
import { colours, ink, quiet } from './palette.js';

/** How large the picture is, in pixels of CSS. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const fontFamily = 'Noto Sans';
const width = 900;

/** Room above for title and subtitle, below for the source. */
export const margin = { top: 92, bottom: 64, side: 24 } as const;

/** A picture is as tall as its rows need. */
export const sizeOf = (chart: Chart): Size => {
  const rows = (count: number, each: number): Size => ({
    width,
    height: margin.top + margin.bottom + 36 + Math.max(count, 2) * each,
  });
  switch (chart.kind) {
    case 'bars':
    case 'shares':
      return rows(chart.rows.length, 34);
    case 'heat':
      return rows(chart.rows.length, 40);
    case 'series':
      return { width, height: 520 };
    case 'map':
      return { width, height: 860 };
  }
};

/** What all pictures have: title, source, font, no animation, patterns beside colours. */
export const frame = (chart: Chart, language: Language, { height }: Size): EChartsOption => ({
  animation: false,
  backgroundColor: '#FFFFFF',
  color: [...colours],
  textStyle: { fontFamily, color: ink, fontSize: 14 },
  aria: { enabled: true, decal: { show: true } },
  title: [
    {
      text: wrap(chart.title[language], 72),
      subtext: wrap(chart.subtitle[language], 105),
      left: margin.side,
      top: 16,
      textStyle: { fontFamily, fontSize: 20, fontWeight: 'bold', color: ink },
      subtextStyle: { fontFamily, fontSize: 14, color: quiet },
    },
    {
      text: wrap(chart.source[language], 130),
      left: margin.side,
      top: height - margin.bottom + 22,
      textStyle: { fontFamily, fontSize: 11, fontWeight: 'normal', color: quiet, lineHeight: 15 },
    },
  ],
});

/** Breaks between words, so that no line runs out of the picture. */
export const wrap = (text: string, longest: number): string =>
  text
    .split(' ')
    .reduce<string[]>((lines, word) => {
      const last = lines.at(-1);
      if (last === undefined || last.length + word.length + 1 > longest) return [...lines, word];
      return [...lines.slice(0, -1), `${last} ${word}`];
    }, [])
    .join('\n');
