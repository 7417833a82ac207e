import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { init, registerMap, type EChartsOption } from 'echarts';
import { describeChart, type Chart, type Language } from '../core/chart.js';
import { escapedMarkup } from '../core/markup.js';
import { bars } from './bars.js';
import { frame, sizeOf } from './frame.js';
import { heat } from './heat.js';
import { map, mapName, outlinesOf, type Outlines } from './map.js';
import { series } from './series.js';

/**
 * The picture as SVG: with title and description for screen readers, no script, no outside reference. The same chart gives the same bytes.
 */
export function renderSvg(chart: Chart, language: Language): string {
  if (chart.kind === 'map') registerOutlines(chart.level);
  const size = sizeOf(chart);
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    const { aria, ...own } = optionsOf(chart, language);
    const common = frame(chart, language, size);
    drawing.setOption({ ...common, ...own, ...(aria ? { aria } : {}) });
    return accessible(drawing.renderToSVGString(), chart, language);
  } finally {
    drawing.dispose();
  }
}

function optionsOf(chart: Chart, language: Language): EChartsOption {
  switch (chart.kind) {
    case 'bars':
    case 'shares':
      return bars(chart, language);
    case 'series':
      return series(chart, language);
    case 'heat':
      return heat(chart, language);
    case 'map':
      return map(chart, language);
  }
}

let districts: Outlines | null = null;

function registerOutlines(level: 'REGION' | 'DISTRICT'): void {
  const file = fileURLToPath(new URL('../reference/data/rlp-districts.geojson', import.meta.url));
  districts ??= JSON.parse(readFileSync(file, 'utf8')) as Outlines;
  registerMap(mapName(level), outlinesOf(districts, level) as unknown as Parameters<typeof registerMap>[1]);
}

/** WAI-ARIA Graphics: the picture is one image with a name and a description. */
function accessible(svg: string, chart: Chart, language: Language): string {
  const [title, description] = [chart.title[language], describeChart(chart, language)].map(escapedMarkup);
  const head = `<title id="chart-title">${title}</title><desc id="chart-description">${description}</desc>`;
  const named = numberedAnew(svg);
  return named
    .replace(
      /^<svg /,
      `<svg role="img" lang="${language}" aria-labelledby="chart-title" aria-describedby="chart-description" `,
    )
    .replace(/^(<svg [^>]*>)/, (opening) => opening + head);
}

/** ECharts numbers its classes and patterns on through the life of the process: here each picture begins anew. */
function numberedAnew(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/zr\d+-[a-z]+-?\d+/g, (name) => {
    const known = names.get(name) ?? `c${names.size}`;
    names.set(name, known);
    return known;
  });
}
