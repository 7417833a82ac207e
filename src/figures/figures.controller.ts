import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { describeChart } from '../core/chart.js';
import { findTable, type PublishedTable } from '../core/published-table.js';
import { cite } from '../core/statistics-citation.js';
import type { FileLanguage } from '../core/statistics-files.js';
import { PUBLIC_URL } from '../identity/links.js';
import { PublishedReleases } from '../statistics/published-releases.service.js';
import type { ListedRelease, PublishedRelease } from '../statistics/released.js';
import { StatisticsStatements } from '../statistics/statistics-statements.service.js';
import { fileKinds, Figures, type Figure, type FileKind } from './figures.service.js';
import { releasePage, releasesPage, tablePage, withdrawnPage, type PageFrame } from './pages.js';

const mediaTypes: Readonly<Record<FileKind, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** For the pages alone: own styles and pictures, no script at all. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** A release can be withdrawn: whoever keeps a file asks again after five minutes, and is told in a line that it is the same. */
const CACHED = 'public, max-age=300, must-revalidate';

interface Asked {
  readonly language?: unknown;
  readonly period?: unknown;
  readonly picture?: unknown;
}

/**
 * What was published, for everybody and without a sign-in: pages, pictures and files at permanent addresses. Everything is made of published bundles
 * alone; no request is answered from a case. German unless `?language=en`.
 */
@Controller('statistics')
export class FiguresController {
  constructor(
    private readonly releases: PublishedReleases,
    private readonly figures: Figures,
    private readonly statements: StatisticsStatements,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  /** Every release, withdrawn ones too. */
  @Get()
  @Public()
  async list(@Query() asked: Asked, @Req() request: Request, @Res() response: Response): Promise<void> {
    sendPage(request, response, releasesPage(frameOf(asked, request), await this.releases.list()));
  }

  /** One release: its tables and files; of a withdrawn one that it was withdrawn (410). */
  @Get(':release')
  @Public()
  async one(
    @Param('release') id: string,
    @Query() asked: Asked,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const release = await this.open(id, asked, request, response);
    if (release)
      sendPage(request, response, releasePage(frameOf(asked, request), release, await this.statements.of(release)));
  }

  /**
   * A table as a page (`/statistics/2026-Q3/GROUNDS`) or as a file (`.csv`, `.xlsx`, `.json`, `.svg`, `.png`); of the whole release `factsheet.pdf`, `statements.json`, `bundle.zip` and
   * `catalogue.jsonld`. `?period=2026` for the year of a fourth quarter, `?picture=shares` for another picture than the first.
   */
  @Get(':release/:file')
  @Public()
  async file(
    @Param('release') id: string,
    @Param('file') file: string,
    @Query() asked: Asked,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const release = await this.open(id, asked, request, response);
    if (!release) return;
    const language = languageOf(asked);
    const address = `${this.publicUrl}/statistics/${id}`;
    const whole = await this.wholeOf(release, file, language, address);
    if (whole) return send(request, response, whole.figure, whole.mediaType, whole.policy);
    const [, code = '', , kind] = /^([A-Z_]+)(\.([a-z]+))?$/.exec(file) ?? [];
    const period = typeof asked.period === 'string' ? asked.period : null;
    const shown = findTable(release.tables, code, period);
    if (!shown) throw new NotFoundException();
    if (kind === undefined) return this.page(release, shown, asked, request, response);
    const known = fileKinds.find((one) => one === kind);
    const picture = typeof asked.picture === 'string' ? asked.picture : null;
    const made = known && (await this.figures.file({ release, shown, language }, known, `${address}/${code}`, picture));
    if (!known || !made) throw new NotFoundException();
    if (known === 'svg' || known === 'png') response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    else response.setHeader('Content-Disposition', `attachment; filename="${id}-${code}-${shown.period}.${known}"`);
    send(request, response, made, mediaTypes[known], picturePolicy);
  }

  private async wholeOf(
    release: PublishedRelease,
    file: string,
    language: FileLanguage,
    address: string,
  ): Promise<{ readonly figure: Figure; readonly mediaType: string; readonly policy: string } | null> {
    const policy = "sandbox; default-src 'none'";
    switch (file) {
      case 'factsheet.pdf':
        return { figure: await this.figures.sheet(release, language, address), mediaType: 'application/pdf', policy };
      case 'bundle.zip':
        return { figure: await this.figures.bundle(release), mediaType: 'application/zip', policy };
      case 'statements.json':
        return { figure: await this.figures.statements(release), mediaType: mediaTypes.json, policy };
      case 'catalogue.jsonld':
        return { figure: await this.figures.catalogue(release, address), mediaType: 'application/ld+json', policy };
      default:
        return null;
    }
  }

  private async page(
    release: PublishedRelease,
    shown: PublishedTable,
    asked: Asked,
    request: Request,
    response: Response,
  ): Promise<void> {
    const frame = frameOf(asked, request);
    const charts = await this.figures.picturesOf({ release, shown });
    const address = `${this.publicUrl}/statistics/${release.id}/${shown.table.code}`;
    const cited = cite(release.head, shown.table, shown.period, address);
    const described = charts.map((chart) => describeChart(chart, frame.language));
    sendPage(request, response, tablePage(frame, shown, charts, described, cited));
  }

  /** The release; null when the answer was given: it is withdrawn. Throws where there never was one. */
  private async open(id: string, asked: Asked, request: Request, response: Response): Promise<PublishedRelease | null> {
    const listed: ListedRelease | undefined = (await this.releases.list()).find((one) => one.id === id);
    if (!listed) throw new NotFoundException();
    const release = listed.withdrawn ? null : await this.releases.find(id);
    if (release) return release;
    response.status(410);
    sendPage(request, response, withdrawnPage(frameOf(asked, request), listed));
    return null;
  }
}

const languageOf = ({ language }: Asked): FileLanguage => (language === 'en' ? 'en' : 'de');

function frameOf(asked: Asked, { path, query }: Request): PageFrame {
  const language = languageOf(asked);
  const other = new URLSearchParams(query as Record<string, string>);
  if (language === 'de') other.set('language', 'en');
  else other.delete('language');
  return { language, otherLanguage: other.size > 0 ? `${path}?${other.toString()}` : path };
}

function sendPage(request: Request, response: Response, text: string): void {
  response
    .setHeader('Content-Type', 'text/html; charset=utf-8')
    .setHeader('Content-Security-Policy', pagePolicy)
    .setHeader('Cache-Control', response.statusCode === 410 ? 'no-store' : 'public, max-age=60, must-revalidate')
    .end(request.method === 'HEAD' ? undefined : text);
}

function send(
  request: Request,
  response: Response,
  { content, mark }: Figure,
  mediaType: string,
  policy: string,
): void {
  response
    .setHeader('ETag', `"${mark}"`)
    .setHeader('Cache-Control', CACHED)
    .setHeader('Content-Security-Policy', policy)
    .setHeader('X-Content-Type-Options', 'nosniff');
  if (request.headers['if-none-match'] === `"${mark}"`) return void response.status(304).end();
  response.setHeader('Content-Type', mediaType).setHeader('Content-Length', content.length).end(content);
}
