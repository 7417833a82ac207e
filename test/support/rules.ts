/** A set of rules as the tests read it. */
export interface RuleSet {
  readonly version: number;
  readonly shipped: boolean;
  readonly note: string | null;
  readonly written: string;
}

const refusal = '... on Refusal { code field de en problems { code field } }';
const replaced = `__typename ... on RulesReplaced { version dryRun changes { id change } } ${refusal}`;
export const REPLACE_ROUTING = `mutation ($input: ReplaceRulesInput!) { answer: replaceRoutingRules(input: $input) { ${replaced} } }`;
export const REPLACE_LEGAL = `mutation ($input: ReplaceRulesInput!) { answer: replaceLegalRules(input: $input) { ${replaced} } }`;
export const ROUTING_RULES =
  'query ($version: Int) { set: routingRules(version: $version) { version shipped note written } }';
export const LEGAL_RULES =
  'query ($version: Int) { set: legalRules(version: $version) { version shipped note written } }';
