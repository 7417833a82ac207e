import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Codebook, District, Vocabulary } from '../core/codebook.js';
import { vocabularies } from '../core/codebook.js';
import { parseLegalRules } from '../core/law-parsing.js';
import type { LegalRules } from '../core/law.js';
import { parseRoutingRules, type RoutingRule } from '../core/routing-rule.js';
import { Transactions } from '../database/transactions.js';
import { loadCodebook } from './codebook.loader.js';
import { loadGeography, type Geography } from './geography.loader.js';
import { Remembered } from './remembered.js';
import { newestVersion, officeKeys, ruleSet, type RuleSetKind, type RuleSetRow } from './rule-set.queries.js';
import { loadShipped, type Shipped } from './shipped.loader.js';
import { loadSources } from './sources.loader.js';

/** A code with its labels. */
export interface Label {
  readonly code: string;
  readonly de: string;
  readonly en: string;
}

export interface RoutingRules {
  readonly version: number;
  readonly rules: readonly RoutingRule[];
}

/**
 * Vocabulary, places and rules, from memory. Rules are those of the newest version in the database; until the platform has
 * stored one, those that ship with the product. An edit counts at once in this process, in others after three seconds.
 */
@Injectable()
export class Reference implements OnModuleInit, BeforeApplicationShutdown {
  readonly codebook: Codebook = loadCodebook();
  readonly geography: Geography = loadGeography();
  readonly shipped: Shipped = loadShipped(this.codebook, this.geography.districts);
  /** Attributions and licences of the data. */
  readonly sources = loadSources();

  private readonly labels = new Map<Vocabulary, ReadonlyMap<string, Label>>(
    vocabularies.map((name) => [
      name,
      new Map(this.codebook.terms[name].map(({ code, de, en }) => [code, { code, de, en }])),
    ]),
  );
  private readonly districts = new Map(this.geography.districts.map((district) => [district.key, district]));
  private readonly legal = this.remember('LEGAL', (version) => this.legalRulesOf(version));
  private readonly routing = this.remember('ROUTING', (version) => this.routingRulesOf(version));

  constructor(private readonly transactions: Transactions) {}

  /** The labels of a code, retired ones included; an unknown code is its own label. */
  term(vocabulary: Vocabulary, code: string): Label {
    return this.labels.get(vocabulary)?.get(code) ?? { code, de: code, en: code };
  }

  /** `null` stays null: not asked is not a code. */
  termOrNull(vocabulary: Vocabulary, code: string | null): Label | null {
    return code === null ? null : this.term(vocabulary, code);
  }

  district(key: string): District | undefined {
    return this.districts.get(key);
  }

  /** The periods and the truth table in force. */
  legalRules(): Promise<LegalRules> {
    return this.legal.get();
  }

  routingRules(): Promise<RoutingRules> {
    return this.routing.get();
  }

  /** Takes over what is committed by now: after an own edit, and where a job must not work with older rules. */
  async renewRules(): Promise<void> {
    await Promise.all([this.legal.renew(), this.routing.renew()]);
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([this.legal.start(), this.routing.start()]);
  }

  beforeApplicationShutdown(): void {
    this.legal.stop();
    this.routing.stop();
  }

  /** The legal rules of a version, of the newest for null; undefined when there is no such version. */
  async legalRulesOf(version: number | null): Promise<LegalRules | undefined> {
    const row = await this.stored('LEGAL', version);
    if (!row) return this.asShipped('LEGAL', this.shipped.legal.content, version);
    const parsed = parseLegalRules(row.content);
    if (!parsed.ok) throw new Error(`Stored legal rules, version ${row.version}, cannot be read.`);
    return { ...parsed.value, version: row.version };
  }

  /** The routing rules of a version, of the newest for null; undefined when there is no such version. */
  async routingRulesOf(version: number | null): Promise<RoutingRules | undefined> {
    const row = await this.stored('ROUTING', version);
    if (!row) return this.asShipped('ROUTING', this.shipped.routing.content, version);
    const keys = await this.transactions.readAsNobody<{ key: string }>(officeKeys);
    const parsed = parseRoutingRules((row.content as { rules?: unknown }).rules, {
      codebook: this.codebook,
      districts: this.geography.districts,
      officeIds: [...keys.map(({ key }) => key), ...this.shipped.offices.map(({ id }) => id)],
    });
    if (!parsed.ok) throw new Error(`Stored routing rules, version ${row.version}, cannot be read.`);
    return { version: row.version, rules: parsed.value };
  }

  private async stored(kind: RuleSetKind, version: number | null): Promise<RuleSetRow | undefined> {
    const [row] = await this.transactions.readAsNobody<RuleSetRow>(ruleSet(kind, version));
    return row;
  }

  /** What ships counts as a version only while nothing is stored. */
  private async asShipped<T extends { readonly version: number }>(
    kind: RuleSetKind,
    content: T,
    version: number | null,
  ): Promise<T | undefined> {
    if (version === null) return content;
    return version === content.version && !(await this.stored(kind, null)) ? content : undefined;
  }

  private remember<T>(kind: RuleSetKind, load: (version: null) => Promise<T | undefined>): Remembered<T> {
    const stampOf = async (): Promise<string> => {
      const [row] = await this.transactions.readAsNobody<{ version: number }>(newestVersion(kind));
      return row ? String(row.version) : 'shipped';
    };
    return new Remembered(stampOf, async () => {
      const rules = await load(null);
      if (!rules) throw new Error(`There are no ${kind} rules.`);
      return rules;
    });
  }
}
