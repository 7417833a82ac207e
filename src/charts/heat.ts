import type { EChartsOption } from 'echarts';
import { formatCount, type Chart, type Language } from '../core/chart.js';
import { isDark, largest } from './scale.js';
import { margin, wrap } from './frame.js';
import { blank, ink, shades } from './palette.js';

type Heat = Extract<Chart, { kind: 'heat' }>;

/** Rows by columns: the more, the darker; the number stands in each cell. */
export function heat(chart: Heat, language: Language): EChartsOption {
  const most = largest(chart.rows.flatMap(({ counts }) => counts));
  const cells = chart.rows.flatMap(({ counts }, row) =>
    counts.map((count, column) => ({
      value: [column, row, count.value ?? -1],
      label: {
        formatter: count.value === null ? '–' : formatCount(count, language),
        color: isDark(count.value, most) ? '#FFFFFF' : ink,
      },
      ...(count.value === null ? { itemStyle: { color: blank } } : {}),
    })),
  );
  return {
    // Cells are told apart by their number: patterns under figures could not be read.
    aria: { enabled: true, decal: { show: false } },
    grid: {
      top: margin.top + 34,
      bottom: margin.bottom,
      left: margin.side + 14,
      right: margin.side,
      containLabel: true,
    },
    xAxis: {
      type: 'category',
      position: 'top',
      data: chart.columns.map(({ label }) => wrap(label[language], 14)),
      axisTick: { show: false },
      axisLabel: { color: ink, interval: 0, lineHeight: 14, fontSize: 12 },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: chart.rows.map(({ label }) => wrap(label[language], 34)),
      axisTick: { show: false },
      axisLabel: { color: ink, lineHeight: 15 },
    },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [...shades] }, outOfRange: { color: blank } },
    series: [
      {
        type: 'heatmap',
        data: cells,
        label: { show: true, fontSize: 13 },
        itemStyle: { borderColor: '#FFFFFF', borderWidth: 2 },
      },
    ],
  };
}
