import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { vocabularies, type Codebook, type Ground, type Term } from './codebook.js';
import { textsOf, type PageDocument } from './document.js';
import { dossierJson } from './dossier-attachment.js';
import { dossierPages, releasedGroups, type DossierInput } from './dossier.js';
import { fieldGroups, type FieldGroup, type FrozenContent } from './release.js';

const raw = parse(readFileSync('src/reference/data/codebook.yaml', 'utf8')) as Record<string, readonly Term[]> & {
  referral: Record<string, readonly Term[]>;
  areas: readonly (Term & { sub?: readonly Term[] })[];
};
const moved: Record<string, readonly Term[] | undefined> = {
  subAreas: raw.areas.flatMap(({ sub }) => sub ?? []),
  referralKinds: raw.referral['kinds'],
  referralReasons: raw.referral['reasons'],
  declineReasons: raw.referral['declineReasons'],
};
const codebook: Codebook = {
  version: 1,
  terms: Object.fromEntries(vocabularies.map((name) => [name, moved[name] ?? raw[name] ?? []])) as Codebook['terms'],
  grounds: raw['grounds'] as readonly Ground[],
  areas: raw.areas,
};

/** A word for each group that stands nowhere else. */
const planted: { readonly [G in FieldGroup]: string } = {
  CLIENT_IDENTITY: 'TokenIdentity',
  CLIENT_CONTACT: 'TokenContact',
  CLIENT_PROFILE: 'TokenProfile',
  INCIDENT: 'TokenNarrative',
  GROUNDS: 'TokenGround',
  RESPONDENT: 'TokenRespondent',
  RESPONDENT_PERSON: 'TokenPerson',
  CLIENT_VIEW: 'TokenView',
  ASSESSMENT: 'TokenReason',
  INDICATIONS: 'TokenIndication',
  WITNESSES: 'TokenWitness',
  MEASURES: 'TokenMeasure',
  DEADLINES: 'TokenDeadline',
  ATTACHMENTS: 'TokenAttachment',
};
const internalId = '0f8fad5b-d9cb-469f-a165-70867728950e';

const fullContent = (groups: readonly FieldGroup[]): FrozenContent => ({
  format: 'beistand-dossier',
  version: 1,
  codebookVersion: 1,
  fieldGroups: groups,
  clientIdentity: { name: planted.CLIENT_IDENTITY },
  clientContact: { contact: planted.CLIENT_CONTACT },
  clientProfile: {
    affectedRole: planted.CLIENT_PROFILE,
    ageBand: null,
    gender: 'NOT_STATED',
    language: 'fa',
    interpreterNeeded: null,
  },
  incident: {
    narrative: planted.INCIDENT,
    earliest: '2026-03-01',
    latest: '2026-03-12',
    district: '07111',
    mainArea: { area: 'HOUSING', subArea: 'HOUSING_SEARCH' },
    furtherAreas: [],
    incidentForms: ['REFUSAL'],
    recurrence: null,
  },
  grounds: { grounds: ['ORIGIN', 'NAME', planted.GROUNDS], phenomena: [], multiple: false },
  respondent: { type: 'HOUSING_COMPANY', organisation: planted.RESPONDENT, function: null },
  respondentPerson: { name: planted.RESPONDENT_PERSON, reason: null },
  clientView: { view: planted.CLIENT_VIEW, wishes: [] },
  assessment: { assessment: 'LIKELY', reason: planted.ASSESSMENT, legalForm: null, level: null, regimes: [] },
  // A stored row may bring its key along; it must not go further.
  indications: [
    { id: internalId, description: planted.INDICATIONS, evidenceKind: 'MESSAGE', occurredOn: null } as Indication,
  ],
  witnesses: { witnesses: [{ name: planted.WITNESSES, contact: null, observation: null }], comparisonPersons: [] },
  measures: { measures: [{ kind: 'CLAIM_LETTER', takenOn: '2026-03-20', result: planted.MEASURES }], reactions: [] },
  deadlines: [
    {
      regime: 'AGG_CIVIL',
      endsOn: '2026-05-02',
      movedTo: '2026-05-04',
      source: '§ 21 Abs. 5 AGG',
      explanation: planted.DEADLINES,
    },
  ],
  attachments: [
    {
      name: 'Absage.pdf',
      description: planted.ATTACHMENTS,
      mediaType: 'application/pdf',
      bytes: 2_340_000,
      sha256: '0123456789abcdef'.repeat(4),
    },
  ],
});
type Indication = NonNullable<FrozenContent['indications']>[number];

const inputWith = (frozen: readonly FieldGroup[], released: readonly FieldGroup[] = frozen): DossierInput => ({
  content: fullContent(frozen),
  cover: {
    kind: 'CO_ADVICE',
    reasons: ['DEADLINE'],
    sentOn: '2026-03-22',
    answerBy: '2026-04-05',
    sender: {
      service: 'Anlaufstelle Nord (erfunden)',
      carrier: null,
      contact: { name: 'Kim Muster', phone: null, email: 'kim@anlaufstelle.example' },
    },
    recipient: 'Landesstelle (erfunden)',
    purpose: 'Prüfung der Ansprüche',
  },
  release: {
    officeId: internalId,
    documentReference: 'Ordner 7',
    oralReason: 'TokenOralReason',
    fieldGroups: released,
    explainedIn: 'fa',
    interpreter: 'TokenInterpreter',
    givenOn: '2026-03-20',
    validUntil: '2026-09-20',
    form: 'ORAL',
    guardian: 'TokenGuardian',
    dataProtectionConsent: true,
  } as NonNullable<DossierInput['release']>,
});

const pagesOf = (input: DossierInput): PageDocument =>
  dossierPages(input, codebook, (key) => (key === '07111' ? 'Koblenz' : undefined));
const textOf = (input: DossierInput): string => textsOf(pagesOf(input)).join('\n');
const someGroups = fc.subarray([...fieldGroups]);

describe('a dossier', () => {
  it('shows what was released and nothing else, on its pages and in its attachment', () => {
    fc.assert(
      fc.property(someGroups, someGroups, (frozen, released) => {
        const input = inputWith(frozen, released);
        const outputs = [textOf(input), dossierJson(input)];
        for (const group of fieldGroups) {
          const expected = frozen.includes(group) && released.includes(group);
          for (const output of outputs) expect([group, output.includes(planted[group])]).toEqual([group, expected]);
        }
      }),
    );
  });

  it('tells the names of guardian and interpreter only together with the name of the client', () => {
    for (const [groups, told] of [
      [fieldGroups, true],
      [fieldGroups.filter((group) => group !== 'CLIENT_IDENTITY'), false],
    ] as const) {
      for (const output of [textOf(inputWith(groups)), dossierJson(inputWith(groups))]) {
        expect(output.includes('TokenGuardian')).toBe(told);
        expect(output.includes('TokenInterpreter')).toBe(told);
      }
    }
  });

  it('holds no internal ids, and neither the place of the signed paper nor the reason for an oral release', () => {
    for (const output of [textOf(inputWith(fieldGroups)), dossierJson(inputWith(fieldGroups))]) {
      expect(output).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i);
      expect(output).not.toContain('Ordner 7');
      expect(output).not.toContain('TokenOralReason');
    }
  });

  it('names on its cover the groups that were released and those that were not', () => {
    const [cover] = pagesOf(inputWith(['INCIDENT', 'GROUNDS'])).sections;
    const [released, withheld] = (cover?.blocks ?? []).flatMap((block) =>
      block.kind === 'bullets' ? [block.items] : [],
    );
    expect(released).toEqual(['Was geschah, wann und wo', 'Diskriminierungsmerkmale']);
    expect(withheld).toHaveLength(fieldGroups.length - 2);
    expect(withheld).not.toContain('Diskriminierungsmerkmale');
  });

  it('tells the nearest deadline on the cover only when deadlines are released', () => {
    const cover = (groups: readonly FieldGroup[]) => JSON.stringify(pagesOf(inputWith(groups)).sections[0]);
    expect(cover(['DEADLINES'])).toContain('02.05.2026');
    expect(cover(['INCIDENT'])).not.toContain('02.05.2026');
  });

  it('shows both days of a deadline that moves, and that it is no legal advice', () => {
    const text = textOf(inputWith(['DEADLINES']));
    expect(text).toContain('02.05.2026; verschoben auf 04.05.2026. Empfohlen: bis 02.05.2026 handeln.');
    expect(text).toContain('Vorsorglich, keine Rechtsberatung');
  });

  it('never says that there is no problem where no deadline is known', () => {
    const input = inputWith(['DEADLINES']);
    const text = textOf({ ...input, content: { ...input.content, deadlines: [] } });
    expect(text).toContain('Es ist keine besondere Frist bekannt. Bitte bei der Landesantidiskriminierungsstelle');
  });

  it('says of each ground how it stands to § 1 AGG, and computes that there are several', () => {
    const input = inputWith(['GROUNDS']);
    const text = textOf(input);
    expect(text).toContain('Merkmal nach § 1 AGG');
    expect(text).toContain('kann für ein Merkmal nach § 1 AGG stehen');
    expect(text).toContain('ja; § 4 AGG beachten');
    const single = { ...input.content, grounds: { grounds: ['ORIGIN'], phenomena: [], multiple: true } };
    expect(textOf({ ...input, content: single })).not.toContain('§ 4 AGG');
  });

  it('keeps apart what was not asked, what is not known and what was not stated', () => {
    const input = inputWith(['CLIENT_PROFILE', 'INCIDENT']);
    const text = textOf(input);
    expect(entry(pagesOf(input), 'Alter')).toBe('nicht erhoben');
    expect(entry(pagesOf(input), 'Geschlecht')).toBe('keine Angabe');
    expect(text).toContain('Koblenz');
    const incident = { ...fullContent([]).incident!, district: null };
    expect(entry(pagesOf({ ...input, content: { ...input.content, incident } }), 'Kreis oder kreisfreie Stadt')).toBe(
      'nicht bekannt',
    );
  });

  it('needs no release when it is an anonymous enquiry', () => {
    const input = { ...inputWith(['GROUNDS']), release: null };
    expect(releasedGroups(input)).toEqual(['GROUNDS']);
    expect(textOf(input)).toContain('Anonyme Fachanfrage');
    expect(JSON.parse(dossierJson(input))).toMatchObject({ release: null, fieldGroups: ['GROUNDS'] });
  });

  it('has the same attachment whatever order the database gives the keys back in', () => {
    const input = inputWith(fieldGroups);
    expect(dossierJson(backwards(input) as DossierInput)).toBe(dossierJson(input));
  });

  it('lists what was handed over besides with size and hash, and says so where there is nothing', () => {
    const none = 'Diesem Dossier sind keine Anlagen beigefügt.';
    expect(textOf(inputWith([]))).toContain(none);
    const text = textOf(inputWith(['ATTACHMENTS']));
    expect(text).toContain('Absage.pdf (application/pdf)');
    expect(text).toContain(`2,3 MB; ${'0123456789abcdef'.repeat(4)}`);
    expect(text).not.toContain(none);
    expect(textOf(inputWith(['ATTACHMENTS'], ['INCIDENT']))).toContain(none);
  });
});

const entry = (pages: PageDocument, term: string): string | undefined =>
  pages.sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === 'definitions' ? block.entries : []))
    .find((definition) => definition.term === term)?.description;

const backwards = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, backwards(part)] as const)
      .reverse(),
  );
};
