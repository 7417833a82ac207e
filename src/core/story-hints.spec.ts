import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadGeography } from '../reference/geography.loader.js';
import { fewestPublished, hintsIn, rareHints, type HintKnowledge, type StoryHintKind } from './story-hints.js';
import { gazetteerOf } from './story-places.js';

const { municipalities, districts } = loadGeography();
const places = gazetteerOf([...municipalities, ...districts].map(({ name }) => name));
const nobody: HintKnowledge = { names: { persons: [], bodies: [] }, places, language: 'de' };
const known: HintKnowledge = {
  ...nobody,
  names: { persons: ['Amina Özdemir', 'Herr Klaus von Stein'], bodies: ['Wohnbau Musterland GmbH', 'Bäckerei Krümel'] },
};

const found = (text: string, knowledge: HintKnowledge = nobody): [StoryHintKind, string][] =>
  hintsIn({ title: '', text }, knowledge).map(({ kind, excerpt }) => [kind, excerpt]);

describe('hints at what gives somebody away', () => {
  it.each<[string, [StoryHintKind, string][]]>([
    ['Die Frau suchte eine Wohnung. Am Telefon war sie noch frei, nach dem Namen war sie vergeben.', []],
    [
      'Im Betrieb wurde über das Kopftuch gelacht. Der Vorgesetzte sah zu, die Beratung half mit einem Brief nach dem AGG.',
      [],
    ],
    ['Haben Sie Arbeit gefunden? Nein, sagte sie.', []],
    ['Sie rief in Worms an.', [['PLACE', 'Worms']]],
    ['Im Bus nach Bad Kreuznach und zurück.', [['PLACE', 'Bad Kreuznach']]],
    ['Eine Mainzer Behörde lehnte ab.', [['PLACE', 'Mainzer']]],
    ['Die Stadt Neustadt an der Weinstraße schrieb.', [['PLACE', 'Neustadt an der Weinstraße']]],
    ['Er wohnte im Landkreis Ahrweiler.', [['PLACE', 'Ahrweiler']]],
    ['In Hof wurde sie gefragt; der Hof war leer, im Ernst.', [['PLACE', 'Hof']]],
    [
      'Am 12.3.2024 und am 3. Mai.',
      [
        ['DATE', '12.3.2024'],
        ['DATE', '3. Mai'],
      ],
    ],
    [
      'Am 2024-03-12, am dritten Mai, May 3rd.',
      [
        ['DATE', '2024-03-12'],
        ['DATE', 'dritten Mai'],
        ['DATE', 'May 3rd'],
      ],
    ],
    [
      'Die 34-jährige Frau, 41 Jahre alt, eine zwanzigjährige Kollegin, im Alter von 19.',
      [
        ['AGE', '34-jährige'],
        ['AGE', '41 Jahre alt'],
        ['AGE', 'zwanzigjährige'],
        ['AGE', 'im Alter von 19'],
      ],
    ],
    ['Sie war minderjährig, die langjährige Beschäftigte volljährig.', []],
    ['Er ist geboren 1987.', [['AGE', 'geboren 1987']]],
    [
      'Anruf unter 06131 / 12 34 56 oder +49 171 2345678.',
      [
        ['CONTACT', '06131 / 12 34 56'],
        ['CONTACT', '+49 171 2345678'],
      ],
    ],
    [
      'Schreiben an a.b@example.org, www.example.org, @nutzer.',
      [
        ['CONTACT', 'a.b@example.org'],
        ['CONTACT', 'www.example.org'],
        ['CONTACT', '@nutzer'],
      ],
    ],
    ['Konto DE02 1203 0000 0000 2020 51.', [['CONTACT', 'DE02 1203 0000 0000 2020 51']]],
    ['Sie wohnte in der Beispielstraße 12a.', [['CONTACT', 'Beispielstraße 12a']]],
    [
      'Bescheid Az. 12 K 345/24, Wagen MZ-AB 123, Fall ABC-2026-0012, Nummer 123 456.',
      [
        ['NUMBER', 'Az. 12 K 345/24'],
        ['NUMBER', 'MZ-AB 123'],
        ['NUMBER', 'ABC-2026-0012'],
        ['NUMBER', '123 456'],
      ],
    ],
    ['Es ging um 800 Euro in drei Monaten.', []],
    [
      'Da kam Frau Beispiel herein, mit Herrn K. zusammen.',
      [
        ['NAME_LIKE', 'Frau Beispiel'],
        ['NAME_LIKE', 'Herrn K'],
      ],
    ],
    ['Gestern ging Lena Müller zum Amt.', [['NAME_LIKE', 'Lena Müller']]],
    ['Sie arbeitete bei der BASF und kannte das AGG.', [['NAME_LIKE', 'BASF']]],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('in another language takes every word with a capital inside a sentence for a possible name', () => {
    const english = { ...nobody, language: 'en' };
    expect(found('The woman said that Lena came on Monday. She left.', english)).toEqual([['NAME_LIKE', 'Lena']]);
    expect(found('At Easter she was 34 years old, aged 34.', english)).toEqual([
      ['NAME_LIKE', 'Easter'],
      ['AGE', '34 years old'],
      ['AGE', 'aged 34'],
    ]);
  });

  it('knows the names of the case in every spelling, and blocks them', () => {
    for (const written of ['Amina', 'AMINA', 'Aminas', 'Oezdemir', 'Özdemirs', 'Stein', 'Klaus'])
      expect(found(`Dann sprach ${written} mit ihr.`, known)).toEqual([['NAME_OF_CASE', written]]);
    expect(found('Ein Brief der Wohnbau Musterland GmbH kam.', known)).toEqual([
      ['NAME_OF_CASE', 'Wohnbau Musterland GmbH'],
    ]);
    const [hint] = hintsIn({ title: 'Amina', text: '' }, known);
    expect(hint).toMatchObject({ field: 'title', blocks: true, start: 0, end: 5 });
  });

  it('hints at single words of a name that may be ordinary ones, and leaves them to a person', () => {
    expect(found('Der Wohnbau stockte, es lag ein stein im Weg, von dem die GmbH wusste.', known)).toEqual([
      ['WORD_OF_CASE', 'Wohnbau'],
      ['WORD_OF_CASE', 'stein'],
    ]);
    expect(hintsIn({ title: '', text: 'Der Wohnbau stockte.' }, known)[0]?.blocks).toBe(false);
  });

  it('has one key for the same words', () => {
    const keys = hintsIn({ title: 'Worms', text: 'In Worms und in  WORMS.' }, nobody).map(({ key }) => key);
    expect(new Set(keys)).toEqual(new Set(['PLACE:worms']));
  });

  it('finds every municipality and district of the land where a sentence leads to it', () => {
    const missed = [...municipalities, ...districts].filter(({ name }) => {
      const said = name.replace(/\(.*?\)|,.*$/g, ' ').trim();
      return !found(`Das war in ${said} so.`).some(([kind]) => kind === 'PLACE');
    });
    expect(missed).toEqual([]);
  });

  it('never misses a name of the case, whatever stands around it', () => {
    const words = fc.stringMatching(/^[a-zäöü]{1,12}[ ,.;:!?()"-]{1,3}$/);
    fc.assert(
      fc.property(
        fc.array(words),
        fc.constantFrom('Amina', 'Özdemir', 'Klaus', 'Stein'),
        fc.array(words),
        (one, name, other) => {
          const text = `${one.join('')} ${name} ${other.join('')}`;
          expect(found(text, known).some(([kind, excerpt]) => kind === 'NAME_OF_CASE' && excerpt === name)).toBe(true);
        },
      ),
    );
  });

  it('names places that are in the text, in order, and none twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        let last = 0;
        for (const { start, end, excerpt } of hintsIn({ title: '', text }, known)) {
          expect(text.slice(start, end)).toBe(excerpt);
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        }
      }),
    );
  });

  it('reads a long text of one sign in no time', () => {
    for (const sign of ['A', 'A ', '1', '1 ', '.', 'a@', 'zig', 'Frau ', '-', 'In '])
      hintsIn({ title: '', text: sign.repeat(6_000 / sign.length) }, known);
  }, 5_000);

  it('counts fewer than three cases as rare: in the service, and in the published numbers where they say anything', () => {
    const kinds = (own: number, published: number | null): StoryHintKind[] =>
      rareHints({ own, published }).map(({ kind }) => kind);
    expect(kinds(3, 3)).toEqual([]);
    expect(kinds(2, null)).toEqual(['RARE_IN_SERVICE']);
    expect(kinds(3, 2)).toEqual(['RARE_PUBLISHED']);
    expect(kinds(0, 0)).toEqual(['RARE_IN_SERVICE', 'RARE_PUBLISHED']);
  });
});

describe('the least that published numbers say of cases like a story', () => {
  type Cell = Parameters<typeof fewestPublished>[0][number];
  type When = Cell['when'][number];
  const area = (...codes: string[]): When => ({ kind: 'IS', facet: 'area', codes });
  const region = (...codes: string[]): When => ({ kind: 'IS', facet: 'region', codes });
  const ground = (...codes: string[]): When => ({ kind: 'MENTIONS', facet: 'grounds', codes });
  const cell = (lower: number, ...when: When[]): Cell => ({ when, lower });
  const codes = { grounds: ['ORIGIN', 'RELIGION'], area: 'HOUSING', region: '072' };

  it('is the lowest lower bound of all cells that count such a case', () => {
    const cells = [
      cell(40, area('HOUSING')),
      cell(12, area('HOUSING', 'WORK'), region('072')),
      cell(2, ground('RELIGION'), region('072')),
      cell(9, ground('ORIGIN')),
    ];
    expect(fewestPublished(cells, codes)).toBe(2);
    expect(fewestPublished(cells, { ...codes, grounds: ['ORIGIN'] })).toBe(9);
    expect(fewestPublished(cells, { ...codes, grounds: ['ORIGIN'], region: null })).toBe(9);
  });

  it('leaves out cells of others, of what the story does not say, and the total of all', () => {
    const others = [
      cell(0),
      cell(0, area('WORK')),
      cell(0, region('071')),
      cell(0, ground('AGE')),
      cell(0, area('HOUSING'), ground('AGE')),
      cell(0, { kind: 'IS', facet: 'level', codes: ['HOUSING'] }),
      cell(0, { kind: 'MENTIONS', facet: 'forms', codes: ['ORIGIN'] }),
      cell(0, { kind: 'SET', facet: 'grounds', codes: ['ORIGIN'] }),
    ];
    expect(fewestPublished(others, codes)).toBeNull();
    expect(fewestPublished([cell(5, area('HOUSING')), ...others], codes)).toBe(5);
    const silent = { grounds: [], area: null, region: null };
    expect(fewestPublished([cell(5, area('HOUSING')), cell(5, region('072')), cell(5, ground('ORIGIN'))], silent)).toBe(
      null,
    );
  });

  it('never rises when a story says more', () => {
    const condition = fc.oneof(
      fc.subarray(['HOUSING', 'WORK']).map((some) => area(...some)),
      fc.subarray(['071', '072']).map((some) => region(...some)),
      fc.subarray(['ORIGIN', 'RELIGION', 'AGE']).map((some) => ground(...some)),
    );
    const cells = fc.array(fc.record({ lower: fc.nat(20), when: fc.array(condition, { maxLength: 3 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(cells, fc.subarray(codes.grounds), (known, grounds) => {
        const less = fewestPublished(known, { grounds, area: 'HOUSING', region: null });
        const more = fewestPublished(known, codes);
        if (less !== null) expect(more ?? Infinity).toBeLessThanOrEqual(less);
      }),
    );
  });
});
