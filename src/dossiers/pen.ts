import type { Fonts } from './fonts.js';
import { layoutText, type Line, type TextStyle } from './text-layout.js';

export type Struct = PDFKit.PDFStructureElement;

export const colours = {
  ink: '#1b2430',
  accent: '#1f3a5f',
  quiet: '#4a5666',
  rule: '#c4ccd6',
  wash: '#eef2f7',
} as const;

export const body: TextStyle = { size: 11, weight: 'regular' };
export const strong: TextStyle = { size: 11, weight: 'bold' };

export const margins = { left: 62, right: 62, top: 64, bottom: 74 } as const;

/** Lines placed side by side or one below the other, with the structure element that holds them. */
export interface Placed {
  readonly lines: readonly Line[];
  readonly style: TextStyle;
  readonly x: number;
  readonly width: number;
  readonly element: Struct;
  readonly tag: string;
  readonly colour?: string;
}

/** The place on the page where the next thing goes, and the few ways to put ink there. */
export class Pen {
  y: number = margins.top;

  constructor(
    readonly doc: PDFKit.PDFDocument,
    readonly fonts: Fonts,
  ) {}

  get left(): number {
    return margins.left;
  }

  get width(): number {
    return this.doc.page.width - margins.left - margins.right;
  }

  get room(): number {
    return this.doc.page.height - margins.bottom - this.y;
  }

  get isFreshPage(): boolean {
    return this.y <= margins.top + 0.5;
  }

  newPage(): void {
    this.doc.addPage();
    this.y = margins.top;
  }

  /** Begins a new page unless this much still fits on it. */
  keepTogether(height: number): void {
    if (this.room < height && !this.isFreshPage) this.newPage();
  }

  space(height: number): void {
    if (!this.isFreshPage) this.y += height;
  }

  layout(text: string, width: number, style: TextStyle): Line[] {
    return layoutText(text, width, style, this.fonts);
  }

  /** Adds an element to another and hands it back open. */
  within(parent: Struct, type: string, options: { readonly scope?: string; readonly actual?: string } = {}): Struct {
    const element = this.doc.struct(type, options);
    parent.add(element);
    return element;
  }

  /** Draws as content of a structure element. */
  mark(element: Struct, tag: string, draw: () => void): void {
    element.add(this.doc.markStructureContent(tag));
    draw();
    this.doc.endMarkedContent();
  }

  /** Draws what a screen reader passes over: rules, backgrounds, repeated heads. */
  decorate(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  rule(y: number, from: number, to: number, colour: string = colours.rule, thickness = 0.75): void {
    this.doc.moveTo(from, y).lineTo(to, y).lineWidth(thickness).strokeColor(colour).stroke();
  }

  /** One line of text with the top of its line box at `y`. */
  line(line: Line, x: number, y: number, style: TextStyle, height: number, colour: string = colours.ink): void {
    const { doc } = this;
    const baseline = y + height * 0.5 + style.size * 0.36;
    for (const run of line.runs) {
      if (run.spoken !== null) doc.markContent('Span', { actual: run.spoken });
      doc
        .font(run.face.name)
        .fontSize(style.size * run.face.scale)
        .fillColor(colour);
      doc.text(run.text, x + run.x, baseline, { lineBreak: false, baseline: 'alphabetic', ...run.face.shaping });
      if (run.spoken !== null) doc.endMarkedContent();
    }
  }

  /**
   * Draws texts side by side from the present height down, over as many pages as they need, and moves below the
   * longest. `around` is told each stretch before its text, so that a background can go beneath it; `again` is called
   * on each further page.
   */
  flow(
    texts: readonly Placed[],
    options: {
      readonly padding?: number;
      readonly align?: 'reading' | 'left';
      readonly around?: (top: number, height: number) => void;
      readonly again?: () => void;
    } = {},
  ): void {
    const { padding = 0, align = 'left' } = options;
    const height = lineHeightOf(texts);
    const total = Math.max(...texts.map(({ lines }) => lines.length));
    for (let done = 0; done < total;) {
      const count = this.linesThatFit(total - done, height, padding);
      if (count === 0) {
        this.newPage();
        options.again?.();
        continue;
      }
      const top = this.y;
      options.around?.(top, count * height + 2 * padding);
      for (const placed of texts) {
        const slice = placed.lines.slice(done, done + count);
        if (slice.length === 0) continue;
        this.mark(placed.element, placed.tag, () =>
          slice.forEach((line, index) => {
            const x = align === 'reading' && line.rightToLeft ? placed.x + placed.width - line.width : placed.x;
            this.line(line, x, top + padding + index * height, placed.style, height, placed.colour);
          }),
        );
      }
      this.y = top + count * height + 2 * padding;
      done += count;
    }
  }

  /** Never one line alone at the foot of a page or at the head of the next, unless a page holds no more. */
  private linesThatFit(left: number, height: number, padding: number): number {
    const fit = Math.max(Math.floor((this.room - 2 * padding + 0.01) / height), 0);
    if (fit >= left) return left;
    if (fit < 2) return this.isFreshPage ? 1 : 0;
    return left - fit === 1 && fit > 2 ? fit - 1 : fit;
  }
}

/** The distance of the baselines, the same for all lines of a stretch. */
export const lineHeightOf = (texts: readonly Pick<Placed, 'lines' | 'style'>[]): number =>
  Math.max(
    ...texts.map(
      ({ lines, style }) => style.size * (lines.some(({ tall }) => tall) ? 1.85 : style.size > 14 ? 1.3 : 1.5),
    ),
  );
