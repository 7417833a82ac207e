import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { getDocumentProxy } from 'unpdf';
import { dossierJson } from '../../src/core/dossier-attachment.js';
import { dossierPages, type DossierInput } from '../../src/core/dossier.js';
import { gdprConsent, releaseFormPages } from '../../src/core/release-form.js';
import { fieldGroups, type FrozenContent } from '../../src/core/release.js';
import { renderDossier } from '../../src/dossiers/dossier.pdf.js';
import { renderReleaseForm } from '../../src/dossiers/release-form.pdf.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { fullDossier } from '../support/dossier.js';

const codebook = loadCodebook();
const createdAt = new Date('2026-03-22T10:00:00Z');
const a4 = { width: 595.28, height: 841.89 };

const draw = (input: DossierInput, at = createdAt): Promise<Buffer> =>
  renderDossier(
    dossierPages(input, codebook, () => 'Koblenz'),
    { json: dossierJson(input) },
    at,
  );

const withNarrative = (narrative: string): DossierInput => {
  const { incident } = fullDossier().content;
  return fullDossier({ incident: { ...incident, narrative } as NonNullable<FrozenContent['incident']> });
};

const drawForm = (): Promise<Buffer> =>
  renderReleaseForm(
    releaseFormPages(
      {
        service: 'Anlaufstelle Nord (erfunden)',
        carrier: null,
        office: 'Landesstelle (erfunden)',
        clientName: null,
        fieldGroups: ['INCIDENT', 'GROUNDS'],
        purpose: 'Prüfung',
        explainedIn: 'vi',
        interpreter: 'Frau Beispiel',
        validUntil: '2026-09-20',
        minor: true,
        guardian: null,
        legalBasis: gdprConsent,
        controller: 'Träger Beispiel e. V., Beispielweg 5, 55555 Musterstadt',
        officer: 'Kim Aufsicht, datenschutz@traeger.example',
        complaint: 'Aufsicht Beispiel, 55555 Musterstadt (Art. 77 DSGVO)',
      },
      codebook,
    ),
    createdAt,
  );

interface Item {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

const open = (pdf: Buffer) => getDocumentProxy(new Uint8Array(pdf));

/** The pieces of text of each page with their places, as a reader's software finds them. */
const itemsOf = async (pdf: Buffer): Promise<Item[][]> => {
  const document = await open(pdf);
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(
      items.flatMap((item) => {
        if (!('str' in item) || item.str.trim() === '') return [];
        const [, , , , left, baseline] = item.transform as number[];
        return [{ text: item.str, left: left ?? 0, right: (left ?? 0) + item.width, baseline: baseline ?? 0 }];
      }),
    );
  }
  return pages;
};

const textOf = async (pdf: Buffer): Promise<string> =>
  (await itemsOf(pdf))
    .flat()
    .map(({ text }) => text)
    .join(' ');

/** Text without spaces: the pieces of a line in several fonts are found apart. */
const dense = async (pdf: Buffer): Promise<string> => (await textOf(pdf)).replace(/\s+/g, '').normalize('NFC');

/** The unpacked content streams of the pages: those that mark content. */
const contentStreams = (pdf: Buffer): string[] => {
  const streams: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    const bytes = pdf.subarray(at + 7, pdf.indexOf('\nendstream', at));
    if (bytes[0] !== 0x78) continue;
    const text = inflateSync(bytes).toString('latin1');
    if (text.includes('BDC')) streams.push(text);
  }
  return streams;
};

interface StructNode {
  readonly role?: string;
  readonly children?: readonly StructNode[];
}
const rolesIn = (node: StructNode | null): string[] =>
  node ? [node.role ?? '', ...(node.children ?? []).flatMap(rolesIn)] : [];

describe('the dossier as a file', () => {
  it('says in its catalogue that it is PDF/A-3, tagged, German, and shows its title', async () => {
    const pdf = await draw(fullDossier());
    const raw = pdf.toString('latin1');
    expect(raw.startsWith('%PDF-1.7')).toBe(true);
    for (const part of [/\/Lang \(de-DE\)/, /\/StructTreeRoot \d+ 0 R/, /\/S \/GTS_PDFA1/, /\/DisplayDocTitle true/])
      expect(raw).toMatch(part);
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    const document = await open(pdf);
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
    const { info, metadata } = await document.getMetadata();
    expect(info).toMatchObject({ Title: 'Dossier zu einem Diskriminierungsfall', Language: 'de-DE' });
    // An ampersand in a name must not break the XML of the metadata.
    expect(metadata?.get('dc:creator')).toEqual(['Anlaufstelle Nord + Süd (erfunden)']);
  });

  it('embeds every font it uses', async () => {
    const raw = (await draw(fullDossier())).toString('latin1');
    const descriptors = raw.match(/\/Type \/FontDescriptor[^>]*/g) ?? [];
    expect(descriptors.length).toBeGreaterThan(2);
    for (const descriptor of descriptors) expect(descriptor).toMatch(/\/FontFile2 \d+ 0 R/);
    expect(raw).not.toContain('/Helvetica');
  });

  it('holds no scripts, no actions and no links', async () => {
    const raw = `${(await draw(fullDossier())).toString('latin1')}${(await drawForm()).toString('latin1')}`;
    for (const name of ['/JavaScript', '/JS', '/OpenAction', '/AA', '/URI', '/Launch', '/Annots', '/AcroForm'])
      expect(raw).not.toMatch(new RegExp(`${name}\\b`));
  });

  it('gives the same bytes for the same input and moment, and other bytes for another moment', async () => {
    const first = await draw(fullDossier());
    await draw(withNarrative('محمد dazwischen 🙂'));
    expect((await draw(fullDossier())).equals(first)).toBe(true);
    expect((await draw(fullDossier(), new Date('2026-03-22T10:00:01Z'))).equals(first)).toBe(false);
  });

  it('carries its content as JSON that keeps to the published schema', async () => {
    const schema = JSON.parse(readFileSync('docs/dossier.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
    const input = fullDossier();
    const file = await open(await draw(input));
    const attached = await file.getAttachments();
    expect([...(attached?.keys() ?? [])]).toEqual(['dossier.json']);
    const text = Buffer.from((await file.getAttachmentContent('dossier.json')) ?? []).toString('utf8');
    expect(text).toBe(dossierJson(input));
    const value = JSON.parse(text) as { readonly content: object };
    expect([validate(value), validate.errors]).toEqual([true, null]);
    expect(Object.keys(value.content)).toHaveLength(input.content.fieldGroups.length);
    expect(validate({ ...value, id: 1 })).toBe(false);
    const enquiry = JSON.parse(dossierJson({ ...fullDossier({ fieldGroups: ['GROUNDS'] }), release: null })) as object;
    expect([validate(enquiry), validate.errors]).toEqual([true, null]);
  });
});

describe('the pages of a dossier', () => {
  it('are read by a screen reader as headings, lists, tables and paragraphs', async () => {
    const document = await open(await draw(fullDossier()));
    const roles = new Set<string>();
    for (let number = 1; number <= document.numPages; number++)
      rolesIn((await (await document.getPage(number)).getStructTree()) as StructNode | null).forEach((role) =>
        roles.add(role),
      );
    for (const role of 'Document Sect H1 H2 H3 P L LI Lbl LBody Table THead TBody TR TH TD'.split(' '))
      expect(roles).toContain(role);
  });

  it('hold no ink that is neither content nor marked as decoration', async () => {
    for (const pdf of [await draw(fullDossier()), await drawForm()]) {
      const streams = contentStreams(pdf);
      expect(streams).toHaveLength((await open(pdf)).numPages);
      for (const stream of streams) {
        let depth = 0;
        for (const line of stream.split('\n')) {
          if (/ (BDC|BMC)$/.test(line)) depth += 1;
          else if (line === 'EMC') depth -= 1;
          else if (/(TJ|Tj)$|^(S|f|B)$/.test(line)) expect([line, depth > 0]).toEqual([line, true]);
        }
        expect(depth).toBe(0);
      }
    }
  });

  it('have a bookmark for each chapter and a number', async () => {
    const input = fullDossier();
    const pdf = await draw(input);
    const document = await open(pdf);
    const chapters = dossierPages(input, codebook, () => 'Koblenz').sections.map(({ heading }) => heading);
    expect((await document.getOutline()).map(({ title }) => title)).toEqual(chapters);
    const pages = await itemsOf(pdf);
    pages.forEach((items, index) =>
      expect(
        items
          .map(({ text }) => text)
          .join(' ')
          .replace(/\s+/g, ' '),
      ).toContain(`Seite ${index + 1} von ${pages.length}`),
    );
  });

  it.each([
    ['Vietnamese', 'Nguyễn Thị Ánh Tuyết Đặng'],
    ['Vietnamese, in decomposed letters', 'Nguyễn Thị Ánh'.normalize('NFD')],
    ['Cyrillic', 'Дарина Шевченко Ґалаґан'],
    ['Turkish and Polish', 'Çağrı Yıldız Łukasz Żółć'],
    ['Greek', 'Ελένη Παπαδοπούλου'],
    ['Amharic', 'አበበ ቢቂላ'],
    ['Tigrinya', 'ሰላም ገብረእግዚኣብሄር፣ ቖላ'],
  ])('show a name in %s', async (_, name) => {
    const text = await dense(await draw(fullDossier({ clientIdentity: { name } })));
    expect(text).toContain(name.normalize('NFC').replace(/\s+/g, ''));
    expect(text).not.toContain('\uFFFD');
  });

  it.each([
    ['Arabic', 'محمد رضا'],
    ['Persian', 'گلناز چراغی'],
    ['Persian with a joiner', 'می‌خواهم'],
    ['Urdu', 'ٹیپو سلطان'],
    ['Hindi', 'प्रिया'],
  ])('show a name in %s with every letter, and hand it on in reading order', async (_, name) => {
    const pdf = await draw(fullDossier({ clientIdentity: { name } }));
    const text = await dense(pdf);
    expect(text).not.toContain('\uFFFD');
    const spoken = Buffer.from(`\uFEFF${name}`, 'utf16le').swap16().toString('latin1');
    const escaped = spoken.replace(
      /[\n\r\t\b\f\\()]/g,
      (c) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' })[c] ?? `\\${c}`,
    );
    expect(contentStreams(pdf).join('\n')).toContain(`/ActualText (${escaped})`);
  });

  it('replace what no font can draw visibly, say so, and keep it in the attachment', async () => {
    const input = withNarrative('Sie schrieb 🙂👩‍👩‍👧 und ᏣᎳᎩ.');
    const pdf = await draw(input);
    const text = await textOf(pdf);
    expect(text.replace(/\s+/g, '')).toContain('Sieschrieb\uFFFD\uFFFDund\uFFFD\uFFFD\uFFFD.');
    expect(text).toContain('Im Wortlaut stehen sie im Anhang dossier.json.');
    expect(dossierJson(input)).toContain('🙂👩‍👩‍👧 und ᏣᎳᎩ');
    expect(await textOf(await draw(fullDossier()))).not.toContain('Im Wortlaut stehen sie');
  });

  it('take control characters, lone surrogates and direction overrides without falling over', async () => {
    const text = await dense(await draw(withNarrative('a\u0007b\uD800c \u202Edcba\u202C\u200B\u00ADe\tf\u2028g')));
    expect(text).toContain('ab\uFFFDcdcbaef');
  });

  it('hold a narrative of 100,000 characters whole, in order, within the margins', async () => {
    const words = Array.from({ length: 12_500 }, (_, index) => `w${String(index).padStart(6, '0')}`);
    const pages = await itemsOf(await draw(withNarrative(words.join(' '))));
    const found = pages.flat().flatMap(({ text }) => text.match(/w\d{6}/g) ?? []);
    expect(found).toEqual(words);
    expectWithinMargins(pages);
  });

  it('break a word that is wider than the page, and lose none of it', async () => {
    const word = Array.from({ length: 400 }, (_, index) => `Ö${index}`).join('');
    const pages = await itemsOf(
      await draw(fullDossier({ clientContact: { contact: word }, clientView: { view: word, wishes: [] } })),
    );
    expectWithinMargins(pages);
    const text = pages
      .flat()
      .filter(({ baseline }) => baseline > 70)
      .map(({ text }) => text)
      .join('')
      .replace(/\s+/g, '');
    expect(text.split(word)).toHaveLength(3);
  });

  it('repeat the head of a table on each page it reaches, and every row once', async () => {
    const indications = Array.from({ length: 80 }, (_, index) => ({
      description: `Indiz-${index}. ${'Die Verwaltung antwortete nicht. '.repeat(index === 40 ? 150 : 2)}`,
      evidenceKind: 'MESSAGE',
      occurredOn: '2026-03-12',
    }));
    const pages = await itemsOf(await draw(fullDossier({ indications })));
    const withRows = pages.filter((items) => items.some(({ text }) => /Indiz-\d|antwortete nicht/.test(text)));
    expect(withRows.length).toBeGreaterThan(5);
    for (const items of withRows) expect(items.filter(({ text }) => text.trim() === 'Indiz')).toHaveLength(1);
    const found = pages.flat().flatMap(({ text }) => text.match(/Indiz-\d+/g) ?? []);
    expect(found).toEqual(indications.map((_, index) => `Indiz-${index}`));
    expectWithinMargins(pages);
  });
});

describe('the form for signing', () => {
  it('is a tagged PDF/A-3 with ticks that are spoken and lines for every signature', async () => {
    const pdf = await drawForm();
    const raw = pdf.toString('latin1');
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw.match(/\/ActualText \(angekreuzt:\)/g)).toHaveLength(2);
    const [notReleased, consents] = [fieldGroups.length - 2, 2];
    expect(raw.match(/\/ActualText \(nicht angekreuzt:\)/g)).toHaveLength(notReleased + consents);
    const text = (await textOf(pdf)).replace(/\s+/g, ' ');
    expect(text.match(/Ort, Datum/g)).toHaveLength(6);
    expect(text).toContain('Art. 9 Abs. 2 Buchst. a DSGVO');
    expectWithinMargins(await itemsOf(pdf));
  });
});

const expectWithinMargins = (pages: readonly (readonly Item[])[]): void => {
  const outside = pages.flat().filter(({ left, right, baseline }) => {
    return left < 61 || right > a4.width - 61 || baseline < 30 || baseline > a4.height - 60;
  });
  expect(outside).toEqual([]);
};
