import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn, EChartsOption } from 'echarts';
import { formatCount, formatNumber, formatShare, type Chart, type Language } from '../core/chart.js';
import { margin, wrap } from './frame.js';
import { blank, colours, ink, rule } from './palette.js';

type Bars = Extract<Chart, { kind: 'bars' | 'shares' }>;

/** Horizontal bars, the first row on top, each with the span in which the true value lies. */
export function bars(chart: Bars, language: Language): EChartsOption {
  const isShare = chart.kind === 'shares';
  const rows = isShare
    ? chart.rows.map(({ share, ...row }) => ({ ...row, count: share, said: formatShare(share, language) }))
    : chart.rows.map((row) => ({ ...row, said: formatCount(row.count, language) }));
  return {
    grid: {
      top: margin.top,
      bottom: margin.bottom + 26,
      left: margin.side + 14,
      right: isShare ? 150 : 110,
      containLabel: true,
    },
    xAxis: {
      type: 'value',
      min: 0,
      ...(isShare ? { max: ({ max }: { max: number }) => Math.min(100, Math.ceil(max / 10) * 10 + 10) } : {}),
      minInterval: 1,
      axisLabel: { formatter: (value: number) => formatNumber(value, language) + (isShare ? ' %' : '') },
      splitLine: { lineStyle: { color: rule } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ label }) => wrap(label[language], 36)),
      axisTick: { show: false },
      axisLabel: { color: ink, lineHeight: 16 },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        data: rows.map(({ count }) => ({
          value: count.value ?? 0,
          itemStyle: { color: count.value === null ? blank : colours[0] },
        })),
      },
      // The words stand behind the span, not behind the bar.
      {
        type: 'scatter',
        silent: true,
        symbolSize: 0.01,
        data: rows.map(({ count, said }, at) => ({
          value: [count.value === null ? 0 : count.upper, at],
          label: { formatter: said },
        })),
        label: { show: true, position: 'right', distance: 9, color: ink },
      },
      {
        type: 'custom',
        silent: true,
        z: 5,
        data: rows.map(({ count }, at) => [at, count.lower, count.value === null ? count.lower : count.upper]),
        encode: { x: [1, 2], y: 0 },
        renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => span(api),
      },
    ],
  };
}

/** A line between two marks: the bounds. Nothing where they coincide. */
function span(api: CustomSeriesRenderItemAPI): CustomSeriesRenderItemReturn {
  const at = (value: 1 | 2): readonly number[] => api.coord([api.value(value), api.value(0)]);
  const [[left = 0, y = 0], [right = 0]] = [at(1), at(2)];
  if (right - left < 1) return null;
  const style = { stroke: ink, lineWidth: 1.4 };
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    ({ type: 'line', shape: { x1, y1, x2, y2 }, style }) as const;
  return {
    type: 'group',
    children: [line(left, y, right, y), line(left, y - 4, left, y + 4), line(right, y - 4, right, y + 4)],
  };
}
