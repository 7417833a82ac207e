import { readFileSync } from 'node:fs';
import { getNamedType, isInputObjectType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { parse } from 'yaml';
import type { Role } from '../../../src/core/access.js';
import type { Operation } from '../operations.js';

/** How somebody stands to the organisation whose data are looked for. */
export type Relation =
  | 'own'
  | 'sibling'
  | 'stranger'
  | 'office'
  | 'distantOffice'
  | 'campaign'
  | 'carrier'
  | 'otherCarrier'
  | 'operator'
  | 'nobody';

type Names = string | { readonly names: string; readonly outsiders: string };

interface OperationPolicy {
  readonly kind: string;
  readonly permission: string;
  /** It is a log: it repeats the ids that the organisation's own people sent, those of others among them. */
  readonly log?: boolean;
  readonly ids?: Readonly<Record<string, Names>>;
  readonly route?: string;
  readonly proof?: 'fresh';
}

export const levels = ['protected', 'personal', 'coded', 'open', 'holds'] as const;
export type Level = (typeof levels)[number];
type TypePolicy = { readonly whose: string } & { readonly [L in Level]?: readonly string[] };

/** docs/access.yaml. */
export interface Policy {
  readonly relations: Readonly<Record<Relation, string>>;
  readonly things: Readonly<Record<string, { readonly reach: 'public' | readonly Relation[]; readonly table: string }>>;
  readonly rows: Readonly<Record<string, readonly Relation[]>>;
  readonly data: Readonly<
    Record<string, { readonly says: string; readonly read: 'everybody' | Partial<Record<Relation, readonly Role[]>> }>
  >;
  readonly operations: Readonly<Record<string, OperationPolicy>>;
  readonly jobs: readonly string[];
  readonly types: Readonly<Record<string, TypePolicy>>;
}

export const readPolicy = (): Policy => parse(readFileSync('docs/access.yaml', 'utf8')) as Policy;

/** What an id at this place names, and what it answers to whom that does not reach. */
export function namedBy(policy: Policy, operation: string, path: string): { thing: string; outsiders: string } {
  const names = policy.operations[operation]?.ids?.[path] ?? '?';
  return typeof names === 'string'
    ? { thing: names, outsiders: 'NOT_FOUND' }
    : { thing: names.names, outsiders: names.outsiders };
}

/** The places where ids go in: `id`, `input.officeId`. */
export const idPlaces = (field: GraphQLField<unknown, unknown>): string[] =>
  field.args.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (named.name === 'ID') return [name];
    if (!isInputObjectType(named)) return [];
    const inner = Object.values(named.getFields()).filter((each) => getNamedType(each.type).name === 'ID');
    return inner.map((each) => `${name}.${each.name}`);
  });

export const rootFields = (schema: GraphQLSchema): Map<string, GraphQLField<unknown, unknown>> =>
  new Map([schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.entries(type?.getFields() ?? {})));

/** How sensitive a field is, by the policy. */
export const levelOf = (policy: Policy, type: string, field: string): Level | undefined =>
  levels.find((level) => policy.types[type]?.[level]?.includes(field));

const objectsOf = (schema: GraphQLSchema): { name: string; fields: string[] }[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__') && !['Query', 'Mutation'].includes(name))
    .map((type) => ({ name: type.name, fields: Object.keys(type.getFields()) }));

/** What the policy does not say of the operations, or says wrongly: one sentence each, with what to do. */
export function operationFaults(policy: Policy, schema: GraphQLSchema, operations: readonly Operation[]): string[] {
  const fields = rootFields(schema);
  const faults = operations.flatMap(({ name, kind, permission, fresh }) => {
    const said = policy.operations[name];
    if (!said)
      return [
        `${name}: add it to "operations" in docs/access.yaml, with kind, permission and what each of its ids names.`,
      ];
    const found: string[] = [];
    const declared = permission ?? 'public';
    if (said.permission !== declared)
      found.push(`${name}: docs/access.yaml says ${said.permission}, the code ${declared}: one of them is wrong.`);
    if ((said.proof === 'fresh') !== fresh)
      found.push(
        `${name}: "proof: fresh" in docs/access.yaml and @FreshProof() in the code do not agree: one of them is wrong.`,
      );
    if (said.kind !== kind) found.push(`${name}: is a ${kind}, not a ${said.kind}: correct docs/access.yaml.`);
    const field = fields.get(name);
    const places = field ? idPlaces(field) : [];
    for (const place of places)
      if (!policy.things[namedBy(policy, name, place).thing])
        found.push(`${name}(${place}): say under "ids" in docs/access.yaml which of "things" this id names.`);
    for (const place of Object.keys(said.ids ?? {}))
      if (!places.includes(place)) found.push(`${name}(${place}): is gone: take it out of docs/access.yaml.`);
    return found;
  });
  const known = new Set(operations.map(({ name }) => name));
  const gone = Object.keys(policy.operations).filter((name) => !known.has(name));
  return [...faults, ...gone.map((name) => `${name}: is gone: take it out of "operations" in docs/access.yaml.`)];
}

/** What the policy does not say of the fields, or says wrongly. */
export function fieldFaults(policy: Policy, schema: GraphQLSchema): string[] {
  const objects = objectsOf(schema);
  const faults = objects.flatMap(({ name, fields }) => {
    const said = policy.types[name];
    if (!said) return [`${name}: add it to "types" in docs/access.yaml: whose it is, and how sensitive each field.`];
    const found: string[] = [];
    if (!policy.data[said.whose]) found.push(`${name}: whose it is ("${said.whose}") is not among "data".`);
    const listed = levels.flatMap((level) => said[level] ?? []);
    for (const field of fields) {
      const times = listed.filter((each) => each === field).length;
      if (times === 0)
        found.push(
          `${name}.${field}: say in docs/access.yaml whether it is ${levels.join(', ')} (the meanings stand there).`,
        );
      if (times > 1) found.push(`${name}.${field}: stands in docs/access.yaml ${times} times: say it once.`);
    }
    for (const field of listed)
      if (!fields.includes(field)) found.push(`${name}.${field}: is gone: take it out of docs/access.yaml.`);
    return found;
  });
  const known = new Set(objects.map(({ name }) => name));
  const gone = Object.keys(policy.types).filter((name) => !known.has(name));
  return [...faults, ...gone.map((name) => `${name}: is gone: take it out of "types" in docs/access.yaml.`)];
}

/** Lists that must be the same: tables, jobs. */
export const listFaults = (what: string, listed: readonly string[], found: readonly string[]): string[] => [
  ...found.filter((name) => !listed.includes(name)).map((name) => `${name}: add it to "${what}" in docs/access.yaml.`),
  ...listed.filter((name) => !found.includes(name)).map((name) => `${name}: is gone: take it out of "${what}".`),
];
