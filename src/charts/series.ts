import type { EChartsOption, SeriesOption } from 'echarts';
import { formatNumber, type Chart, type Language } from '../core/chart.js';
import { margin, wrap } from './frame.js';
import { colours, ink, rule } from './palette.js';

type Series = Extract<Chart, { kind: 'series' }>;
type Line = Series['lines'][number];

const dashes = ['solid', 'dashed', 'dotted'] as const;
const marks = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'roundRect'] as const;

/** Lines over time, each with a band in which the true values lie, told apart by colour, dash and mark. */
export function series(chart: Series, language: Language): EChartsOption {
  return {
    legend: {
      show: chart.lines.length > 1,
      bottom: margin.bottom - 8,
      left: margin.side,
      itemWidth: 34,
      itemGap: 26,
      // The bands have no name, so they do not stand here.
      data: chart.lines.map(({ label }) => label[language]),
    },
    grid: {
      top: margin.top,
      bottom: margin.bottom + 46,
      left: margin.side,
      right: margin.side + 14,
      containLabel: true,
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: chart.periods.map(({ label }) => wrap(label[language], 14)),
      axisLabel: { color: ink },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      axisLabel: { formatter: (value: number) => formatNumber(value, language) },
      splitLine: { lineStyle: { color: rule } },
    },
    series: chart.lines.flatMap((line, at) => [...band(line, at), drawn(line, at, language)]),
  };
}

const colourOf = (at: number): string => colours[at % colours.length] ?? ink;

const drawn = ({ counts, label }: Line, at: number, language: Language): SeriesOption => ({
  type: 'line',
  name: label[language],
  data: counts.map(({ value }) => value ?? '-'),
  symbol: marks[at % marks.length] ?? 'circle',
  symbolSize: 9,
  itemStyle: { color: colourOf(at) },
  lineStyle: { width: 2.4, type: dashes[at % dashes.length] ?? 'solid', color: colourOf(at) },
});

/** ECharts stacks: an invisible line at the lower bound, and the span on top of it as an area. */
const band = ({ counts, code }: Line, at: number): SeriesOption[] => {
  const invisible = {
    type: 'line',
    symbol: 'none',
    silent: true,
    lineStyle: { opacity: 0 },
    stack: `band-${code}`,
  } as const;
  return [
    { ...invisible, data: counts.map(({ value, lower }) => (value === null ? '-' : lower)) },
    {
      ...invisible,
      data: counts.map(({ value, lower, upper }) => (value === null ? '-' : upper - lower)),
      areaStyle: { color: colourOf(at), opacity: 0.16 },
    },
  ];
};
