import type { EChartsOption } from 'echarts';
import { formatCount, type Chart, type Language } from '../core/chart.js';
import { isDark, largest } from './scale.js';
import { margin } from './frame.js';
import { blank, ink, quiet, shades } from './palette.js';

type Map_ = Extract<Chart, { kind: 'map' }>;

/** As far as ECharts reads an outline. */
export interface Outlines {
  readonly type: 'FeatureCollection';
  readonly features: readonly Outline[];
}

interface Outline {
  readonly type: 'Feature';
  readonly id: string;
  readonly properties: { readonly name: string; readonly [property: string]: unknown };
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Polygon }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly Polygon[] };
}

type Polygon = readonly (readonly (readonly [number, number])[])[];

export const mapName = (level: Map_['level']): string => `rlp-${level.toLowerCase()}`;

/** The outlines under the codes that the counts carry; districts of a region are drawn as one area of many parts. */
export function outlinesOf(districts: Outlines, level: Map_['level']): Outlines {
  const codeOf = ({ id }: Outline): string => (level === 'DISTRICT' ? id : id.slice(0, 3));
  const grouped = new Map<string, Polygon[]>();
  for (const outline of districts.features) {
    const { geometry } = outline;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    grouped.set(codeOf(outline), [...(grouped.get(codeOf(outline)) ?? []), ...polygons]);
  }
  return {
    type: 'FeatureCollection',
    features: [...grouped].map(([code, coordinates]) => ({
      type: 'Feature',
      id: code,
      properties: { name: code },
      geometry: { type: 'MultiPolygon', coordinates },
    })),
  };
}

/** Areas by classes of equal width; the name and the number stand in each. Computed from published counts alone. */
export function map(chart: Map_, language: Language): EChartsOption {
  const most = largest(chart.areas.map(({ count }) => count));
  const areas = new Map(chart.areas.map((area) => [area.code, area]));
  const small = chart.level === 'DISTRICT';
  return {
    // Name and number stand in each area: the same pattern on all of them would tell nothing.
    aria: { enabled: true, decal: { show: false } },
    visualMap: {
      type: 'piecewise',
      pieces: classes(most),
      inRange: { color: [...shades] },
      outOfRange: { color: blank },
      left: margin.side,
      bottom: margin.bottom,
      textStyle: { color: ink },
    },
    series: [
      {
        type: 'map',
        map: mapName(chart.level),
        top: margin.top,
        bottom: margin.bottom,
        left: 120,
        right: 60,
        // Degrees of longitude are shorter than those of latitude at 50° north.
        aspectScale: 0.64,
        silent: true,
        itemStyle: { areaColor: blank, borderColor: small ? '#FFFFFF' : quiet, borderWidth: small ? 1 : 0.4 },
        label: {
          show: true,
          fontSize: small ? 9 : 15,
          color: ink,
          formatter: ({ name }: { name: string }) => {
            const area = areas.get(name);
            return area ? `${area.label[language]}\n${formatCount(area.count, language)}` : '';
          },
        },
        data: chart.areas.map(({ code, count }) => ({
          name: code,
          value: count.value ?? -1,
          label: { color: isDark(count.value, most) ? '#FFFFFF' : ink },
          itemStyle: count.value === null ? { areaColor: blank } : {},
        })),
      },
    ],
  };
}

/** At most six classes whose limits are multiples of five, as the counts are. */
function classes(most: number): { min: number; max: number; label: string }[] {
  const width = Math.max(5, Math.ceil(most / shades.length / 5) * 5);
  const count = Math.min(shades.length, Math.floor(most / width) + 1);
  return Array.from({ length: count }, (_, at) => {
    const [min, max] = [at * width, (at + 1) * width - 1];
    return { min, max, label: at === 0 ? `0–${max}` : `${min}–${max}` };
  });
}
