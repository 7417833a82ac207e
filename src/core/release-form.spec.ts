import { describe, expect, it } from '@jest/globals';
import type { Codebook } from './codebook.js';
import { textsOf, type Block } from './document.js';
import { fieldGroups } from './release.js';
import { gdprConsent, releaseFormPages, type ReleaseFormInput } from './release-form.js';

const terms = {
  fieldGroups: fieldGroups.map((code) => ({ code, de: `Gruppe ${code}`, en: code })),
  languages: [{ code: 'fa', de: 'Persisch', en: 'Persian' }],
} as unknown as Codebook['terms'];
const codebook: Codebook = { version: 1, terms, grounds: [], areas: [] };

const input: ReleaseFormInput = {
  service: 'Anlaufstelle Nord (erfunden)',
  carrier: 'Träger Beispiel e. V.',
  office: 'Landesstelle (erfunden)',
  clientName: 'Mina Beispiel',
  fieldGroups: ['INCIDENT', 'GROUNDS'],
  purpose: 'Prüfung der Ansprüche',
  explainedIn: 'fa',
  interpreter: null,
  validUntil: '2026-09-20',
  minor: false,
  guardian: null,
  legalBasis: gdprConsent,
  controller: 'Träger Beispiel e. V., Beispielweg 5, 55555 Musterstadt',
  officer: 'Kim Aufsicht, datenschutz@traeger.example',
  complaint: 'Aufsicht Beispiel (Art. 77 DSGVO)',
};

const blocksOf = (changes: Partial<ReleaseFormInput> = {}): readonly Block[] =>
  releaseFormPages({ ...input, ...changes }, codebook).sections.flatMap(({ blocks }) => blocks);
const textOf = (changes: Partial<ReleaseFormInput> = {}): string =>
  textsOf(releaseFormPages({ ...input, ...changes }, codebook)).join('\n');
const signers = (changes: Partial<ReleaseFormInput> = {}): string[][] =>
  blocksOf(changes).flatMap((block) => (block.kind === 'signatures' ? [block.lines.map(({ who }) => who)] : []));

describe('the form for the release from confidentiality', () => {
  it('ticks the groups that are released and leaves every other box empty', () => {
    const ticks = blocksOf().flatMap((block) => (block.kind === 'ticks' ? [block.items] : []));
    expect(ticks[0]).toHaveLength(fieldGroups.length);
    expect(ticks[0]?.filter(({ ticked }) => ticked).map(({ label }) => label)).toEqual([
      'Gruppe INCIDENT',
      'Gruppe GROUNDS',
    ]);
  });

  it('says who is released, towards whom, for what, until when, and that it can be withdrawn at any time', () => {
    const text = textOf();
    for (const part of [
      'Anlaufstelle Nord (erfunden) (Träger Beispiel e. V.)',
      'Landesstelle (erfunden)',
      'Prüfung der Ansprüche',
      '20.09.2026',
      'Persisch',
      '§ 203 StGB',
      'jederzeit widerrufen, ohne Gründe und ohne Nachteile',
      'verantwortlich: Träger Beispiel e. V., Beispielweg 5, 55555 Musterstadt. Datenschutzbeauftragte Person: Kim Aufsicht',
      'Aufsicht Beispiel (Art. 77 DSGVO)',
    ])
      expect(text).toContain(part);
  });

  it('asks for the consent under data-protection law apart, in the words of the carrier, with no box ticked', () => {
    expect(textOf()).toContain('Art. 9 Abs. 2 Buchst. a DSGVO');
    expect(textOf({ legalBasis: '§ 11 Abs. 2 Buchst. a KDG', complaint: 'Aufsicht (§ 48 KDG)' })).not.toContain(
      'DSGVO',
    );
    const consent = blocksOf().flatMap((block) => (block.kind === 'ticks' ? [block.items] : []))[1];
    expect(consent?.map(({ ticked }) => ticked)).toEqual([false, false]);
  });

  it('is signed by client and counsellor, and by guardian and interpreter where there is one', () => {
    expect(signers()).toEqual([['Ratsuchende Person', 'Beratende Person'], ['Ratsuchende Person']]);
    expect(signers({ minor: true, interpreter: 'Frau Beispiel' })).toEqual([
      ['Ratsuchende Person', 'Sorgeberechtigte Person', 'Sprachmittlung', 'Beratende Person'],
      ['Ratsuchende Person', 'Sorgeberechtigte Person'],
    ]);
  });

  it('names no officer where the carrier has entered none', () => {
    expect(textOf({ officer: null })).not.toContain('Datenschutzbeauftragte');
  });

  it('leaves a line to fill in where the client has given no name', () => {
    const descriptions = blocksOf({ clientName: '  ' }).flatMap((block) =>
      block.kind === 'definitions' ? block.entries : [],
    );
    expect(descriptions.find(({ term }) => term === 'Ratsuchende Person')?.description).toBe('');
  });
});
