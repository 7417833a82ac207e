import { Injectable } from '@nestjs/common';
import { CaseFiles, type CaseFileOf } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { computeDeadlines } from '../core/deadline.js';
import { regimesFor, type LegalRules } from '../core/law.js';
import type { Office } from '../core/office.js';
import { suggestOffices, type Exclusion, type Suggestion } from '../core/routing.js';
import type { RoutingFacts } from '../core/routing-rule.js';
import { isBody } from '../core/same-body.js';
import { Transactions } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import { asRule, type Directory, type DirectoryOffice } from '../offices/directory.js';
import { Offices } from '../offices/offices.service.js';
import { Reference } from '../reference/reference.service.js';

export interface RoutingAnswer {
  readonly suggestions: readonly (Suggestion & { readonly office: DirectoryOffice })[];
  readonly excluded: readonly (Exclusion & { readonly office: DirectoryOffice })[];
  readonly fallbackOffice: DirectoryOffice | null;
  /** Whether the own carrier or service was taken for the respondent. */
  readonly ownCarrierInvolved: boolean;
  /** Version of the routing rules behind the answer. */
  readonly rulesVersion: number;
}

/** Stands for the respondent where it was recognised by name as the body of an office: no office's own word can be this. */
const RESPONDENT = '= respondent';

/** Which offices a case could go to, by the directory and the rules in force. Decides nothing and stores nothing. */
@Injectable()
export class Routing {
  constructor(
    private readonly transactions: Transactions,
    private readonly caseFiles: CaseFiles,
    private readonly organisations: Organisations,
    private readonly offices: Offices,
    private readonly reference: Reference,
  ) {}

  /**
   * `saidToBeInvolved`: the counsellor says that the own carrier is the respondent. It is also recognised by its name, and a
   * "no" does not outweigh that: the question is about the one who answers it.
   */
  async suggest(actor: Actor, caseId: string, saidToBeInvolved: boolean, now = new Date()): Promise<RoutingAnswer> {
    const { file, ownNames } = await this.transactions.run(actor, async (tx) => {
      const found = await this.caseFiles.caseFileOf(tx, caseId);
      const service = await this.organisations.find(tx, actor.organisationId);
      const carrier = await this.organisations.find(tx, actor.carrierId);
      return { file: found, ownNames: [service.name, carrier.name] };
    });
    const [directory, law, rules] = [
      await this.offices.directory(),
      await this.reference.legalRules(),
      await this.reference.routingRules(),
    ];

    const respondent = file.texts.respondentOrganisation ?? '';
    const ownCarrierInvolved = saidToBeInvolved || ownNames.some((name) => isBody(respondent, name));
    const facts = factsOf(file, law, actor.carrierId, ownCarrierInvolved);
    const offices = officesFor(directory, respondent);
    const routing = suggestOffices(facts, offices, rules.rules, this.reference.codebook, dayOf(now));
    const named = <T extends { readonly officeId: string }>(place: T) => {
      const office = directory.officeWithKey(place.officeId);
      return office ? [{ ...place, office }] : [];
    };
    return {
      suggestions: routing.suggestions.flatMap(named),
      excluded: routing.excluded.flatMap(named),
      fallbackOffice: directory.officeWithKey(routing.fallbackOfficeId ?? '') ?? null,
      ownCarrierInvolved,
      rulesVersion: rules.version,
    };
  }
}

/** Regimes and deadlines by the law in force today; a deadline that was kept, or missed by a claim, is running no more. */
const factsOf = (
  { facts }: CaseFileOf,
  law: LegalRules,
  ownCarrierId: string,
  ownCarrierIsRespondent: boolean,
): RoutingFacts => ({
  grounds: facts.grounds,
  phenomena: facts.phenomena,
  mainArea: facts.mainArea,
  furtherAreas: facts.furtherAreas,
  respondentType: facts.respondentType,
  district: facts.district,
  wishes: facts.wishes,
  language: facts.language,
  regimes: regimesFor(facts, law).regimes,
  deadlines: computeDeadlines(facts, law).filter(({ kept }) => kept === null),
  ownCarrierId,
  ownCarrierIsRespondent,
  respondentBody: RESPONDENT,
});

/** The offices as the rules see them; one that is the respondent, or part of it by a name, belongs to the respondent. */
const officesFor = (directory: Directory, respondent: string): Office[] =>
  directory.offices.map((office) => {
    const names = [office.name, ...(office.runByName === null ? [] : [office.runByName]), ...office.bodyNames];
    return names.some((name) => isBody(respondent, name))
      ? { ...asRule(office), belongsTo: RESPONDENT }
      : asRule(office);
  });
