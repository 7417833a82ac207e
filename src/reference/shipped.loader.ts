import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Codebook, District } from '../core/codebook.js';
import { parseLegalRules } from '../core/law-parsing.js';
import type { LegalRules } from '../core/law.js';
import { parseOffices, type Office } from '../core/office.js';
import type { Result } from '../core/result.js';
import { parseRoutingRules, type RoutingRule } from '../core/routing-rule.js';

/** What ships with this version as data that an operator may replace. */
export interface Shipped {
  readonly offices: readonly Office[];
  readonly legal: ShippedRules<LegalRules>;
  readonly routing: ShippedRules<{ readonly version: number; readonly rules: readonly RoutingRule[] }>;
}

export interface ShippedRules<T> {
  /** The file as written, comments included. */
  readonly text: string;
  readonly content: T;
}

/** A faulty file is a faulty build: throws, naming every fault. */
export const loadShipped = (codebook: Codebook, districts: readonly District[]): Shipped => {
  const [legal, routing] = [read('legal-regimes.yaml'), read('routing-rules.yaml')];
  const file = asRecord(parse(routing));
  const offices = soundOr(
    'offices.yaml',
    parseOffices(asRecord(parse(read('offices.yaml')))['offices'], { codebook, districts }),
  );
  const officeIds = offices.map(({ id }) => id);
  const rules = soundOr('routing-rules.yaml', parseRoutingRules(file['rules'], { codebook, districts, officeIds }));
  return {
    offices,
    legal: { text: legal, content: soundOr('legal-regimes.yaml', parseLegalRules(parse(legal), codebook)) },
    routing: { text: routing, content: { version: Number(file['version']), rules } },
  };
};

const read = (file: string): string => readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function soundOr<T>(file: string, parsed: Result<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(
    `${file} is faulty:\n  ${parsed.problems.map(({ code, field }) => `${field}: ${code}`).join('\n  ')}`,
  );
}
