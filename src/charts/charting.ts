import type { Chart, Language } from '../core/chart.js';
import { renderPng } from './png.js';
import { renderSvg } from './render.js';

/** A picture that is wanted, as plain values that can go to another thread. */
export interface Charting {
  readonly chart: Chart;
  readonly language: Language;
  readonly format: 'svg' | 'png';
}

export async function drawChart({ chart, language, format }: Charting): Promise<Uint8Array> {
  const svg = renderSvg(chart, language);
  return format === 'svg' ? new TextEncoder().encode(svg) : renderPng(svg);
}
