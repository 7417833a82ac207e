import type { Codes, Office } from '../core/office.js';
import { regionOf } from '../core/routing-rule.js';
import type { OfficeRow } from './offices.queries.js';

/** What a list of offices is narrowed by; null or left out = any. */
export interface OfficeFilter {
  readonly kind?: string | null;
  readonly ground?: string | null;
  readonly phenomenon?: string | null;
  readonly area?: string | null;
  readonly respondentType?: string | null;
  readonly district?: string | null;
  readonly language?: string | null;
  readonly takesPart?: boolean | null;
}

/** An office of the directory. Rules and routing name it by its `key`, everything else by its id. */
export interface DirectoryOffice extends OfficeRow {
  /** It has an inbox here: a case can be passed on to it. */
  readonly takesPart: boolean;
}

/** The directory at one moment, by name. */
export class Directory {
  private readonly byId: ReadonlyMap<string, DirectoryOffice>;
  private readonly byKey: ReadonlyMap<string, DirectoryOffice>;
  readonly offices: readonly DirectoryOffice[];

  constructor(rows: readonly OfficeRow[]) {
    this.offices = rows.map((row) => ({ ...row, takesPart: row.inboxActive }));
    this.byId = new Map(this.offices.map((office) => [office.id, office]));
    this.byKey = new Map(this.offices.map((office) => [office.key, office]));
  }

  office(id: string): DirectoryOffice | undefined {
    return this.byId.get(id);
  }

  officeWithKey(key: string): DirectoryOffice | undefined {
    return this.byKey.get(key);
  }

  /** The offices that fit every part of the filter; retired ones only when asked for. */
  matching(filter: OfficeFilter, retiredToo = false): DirectoryOffice[] {
    return this.offices.filter((office) => (office.active || retiredToo) && fits(office, filter));
  }
}

function fits(office: DirectoryOffice, filter: OfficeFilter): boolean {
  const { grounds, phenomena, areas, respondentTypes } = office.competence;
  const { kind, ground, phenomenon, area, respondentType, district, language, takesPart } = filter;
  return (
    (kind == null || office.kind === kind) &&
    covers(grounds, ground) &&
    covers(phenomena, phenomenon) &&
    covers(areas, area) &&
    covers(respondentTypes, respondentType) &&
    (district == null || worksIn(office, district)) &&
    (language == null || office.languages.includes(language)) &&
    (takesPart == null || office.takesPart === takesPart)
  );
}

const covers = (codes: Codes, wanted: string | null | undefined): boolean =>
  wanted == null || codes === 'ALL' || codes.includes(wanted);

function worksIn({ coverage }: DirectoryOffice, district: string): boolean {
  switch (coverage.kind) {
    case 'STATE':
    case 'FEDERAL':
      return true;
    case 'DISTRICTS':
      return coverage.districts.includes(district);
    case 'REGIONS':
      return coverage.regions.includes(regionOf(district));
  }
}

/** As the rules of the routing see it: named by its key. */
export const asRule = (office: DirectoryOffice): Office => ({
  id: office.key,
  kind: office.kind,
  name: office.name,
  contact: { website: office.website, email: office.contactEmail },
  coverage: office.coverage,
  competence: office.competence,
  languages: office.languages,
  capacity: office.capacity,
  belongsTo: office.belongsTo,
  carrierId: office.runByCarrierId,
  takesPart: office.takesPart,
  answerDays: office.answerDays,
  active: office.active,
});
