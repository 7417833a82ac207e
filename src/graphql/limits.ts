import type { OperationTypeNode } from 'graphql';
import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  Lexer,
  parse,
  Source,
  TokenKind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** How much one operation may ask for. Three to five times what the largest operation of the house's own documents needs. */
export const limits = {
  characters: 20_000,
  tokens: 2_500,
  /** Brackets of any kind inside each other, values included: what the parser and the executor recurse into. */
  nesting: 30,
  definitions: 20,
  /** Fields at the root, written out through fragments: one request is not a hundred deeds. */
  rootFields: 12,
  depth: 18,
  fields: 800,
  aliases: 30,
  directives: 20,
  spreads: 60,
  /** Fields that may have to be answered, lists multiplied by their size. */
  cost: 50_000,
} as const;

/** How long a list is taken to be that has no `first`, and one whose `first` was not given. */
const UNPAGED = 5;
const PAGE = 20;
const LARGEST_PAGE = 100;

export type Variables = Readonly<Record<string, unknown>>;

/**
 * What is to be said of a document before anybody validates it: `beyond` the limits, `unreadable` (no GraphQL: the parser will say so),
 * or `within` them, as far as its variables do not make its lists too long.
 */
export type Measured =
  | { readonly kind: 'beyond' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'within'; readonly document: DocumentNode; readonly costs: (variables: Variables) => number };

const BEYOND = { kind: 'beyond' } as const;
const UNREADABLE = { kind: 'unreadable' } as const;

/** Measures a document. Names that the schema does not know cost little: validation refuses them. */
export function measure(source: string, schema: GraphQLSchema): Measured {
  if (source.length > limits.characters) return BEYOND;
  const lexed = lex(source);
  if (lexed !== 'within') return lexed === 'beyond' ? BEYOND : UNREADABLE;
  const document = parsed(source);
  if (!document) return UNREADABLE;
  if (!isWithin(document)) return BEYOND;
  const costs = costOf(document, schema);
  // What costs too much with the shortest lists does so with any variables.
  return { kind: 'within', document, costs };
}

/** Counts tokens and brackets without recursion, so that the parser, which recurses, meets nothing deep. */
function lex(source: string): 'within' | 'beyond' | 'unreadable' {
  const lexer = new Lexer(new Source(source));
  let tokens = 0;
  let nesting = 0;
  try {
    for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
      tokens += 1;
      if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) nesting += 1;
      if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) nesting -= 1;
      if (tokens > limits.tokens || nesting > limits.nesting) return 'beyond';
    }
    return 'within';
  } catch {
    return 'unreadable';
  }
}

function parsed(source: string): DocumentNode | null {
  try {
    return parse(source, { maxTokens: limits.tokens + 1 });
  } catch {
    return null;
  }
}

/** What a selection is made of, fragments written out. */
interface Shape {
  readonly depth: number;
  readonly roots: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly spreads: number;
}

const nothing: Shape = { depth: 0, roots: 0, fields: 0, aliases: 0, directives: 0, spreads: 0 };

const beside = (one: Shape, other: Shape): Shape => ({
  depth: Math.max(one.depth, other.depth),
  roots: one.roots + other.roots,
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  spreads: one.spreads + other.spreads,
});

function isWithin(document: DocumentNode): boolean {
  if (document.definitions.length > limits.definitions) return false;
  const fragments = fragmentsOf(document);
  const known = new Map<string, Shape | null>();

  /** Null: the fragment leads back to itself. */
  const shapeOf = ({ selections }: SelectionSetNode): Shape | null => {
    let sum = nothing;
    for (const selection of selections) {
      let one: Shape | null;
      switch (selection.kind) {
        case Kind.FIELD: {
          const below = selection.selectionSet ? shapeOf(selection.selectionSet) : nothing;
          one = below && {
            ...below,
            depth: below.depth + 1,
            roots: 1,
            fields: below.fields + 1,
            aliases: below.aliases + (selection.alias ? 1 : 0),
          };
          break;
        }
        case Kind.INLINE_FRAGMENT:
          one = shapeOf(selection.selectionSet);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const inside = shapeOfFragment(selection.name.value);
          one = inside && { ...inside, spreads: inside.spreads + 1 };
          break;
        }
      }
      if (!one) return null;
      sum = beside(sum, { ...one, directives: one.directives + (selection.directives?.length ?? 0) });
    }
    return sum;
  };
  const shapeOfFragment = (name: string): Shape | null => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    known.set(name, null); // met again before it is measured: a circle
    const shape = shapeOf(fragment.selectionSet);
    known.set(name, shape);
    return shape;
  };

  let whole = nothing;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const shape =
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? shapeOfFragment(definition.name.value)
        : shapeOf(definition.selectionSet);
    if (!shape) return false;
    const roots = definition.kind === Kind.OPERATION_DEFINITION ? shape.roots : 0;
    whole = beside(whole, { ...shape, roots, directives: shape.directives + (definition.directives?.length ?? 0) });
  }
  return (
    whole.depth <= limits.depth &&
    whole.roots <= limits.rootFields &&
    whole.fields <= limits.fields &&
    whole.aliases <= limits.aliases &&
    whole.directives <= limits.directives &&
    whole.spreads <= limits.spreads
  );
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

/** The cost of a document as a function of its variables: worked out once where none of them is the length of a list. */
function costOf(document: DocumentNode, schema: GraphQLSchema): (variables: Variables) => number {
  const fragments = fragmentsOf(document);
  let asksVariables = false;

  const lengthOf = (field: FieldNode, variables: Variables): number => {
    const given = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (given?.kind === Kind.INT) return pageOf(Number(given.value));
    if (given?.kind !== Kind.VARIABLE) return PAGE;
    asksVariables = true;
    const value = variables[given.name.value];
    return typeof value === 'number' ? pageOf(value) : PAGE;
  };

  const costs = (variables: Variables): number => {
    const known = new Map<string, number>();
    const ofSelection = ({ selections }: SelectionSetNode, parent: string | undefined): number => {
      let sum = 0;
      for (const selection of selections) {
        switch (selection.kind) {
          case Kind.FIELD:
            sum += ofField(selection, parent);
            break;
          case Kind.INLINE_FRAGMENT:
            sum += ofSelection(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
            break;
          case Kind.FRAGMENT_SPREAD:
            sum += ofFragment(selection.name.value);
            break;
        }
      }
      return sum;
    };
    const ofFragment = (name: string): number => {
      const fragment = fragments.get(name);
      const cost =
        known.get(name) ?? (fragment ? ofSelection(fragment.selectionSet, fragment.typeCondition.name.value) : 0);
      known.set(name, cost);
      return cost;
    };
    const ofField = (field: FieldNode, parent: string | undefined): number => {
      // The schema about itself is answered from memory, where it is answered at all.
      if (!field.selectionSet || field.name.value.startsWith('__')) return 1;
      const type = parent === undefined ? undefined : schema.getType(parent);
      const known = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
      if (!known) return 1 + ofSelection(field.selectionSet, undefined);
      const below = getNamedType(known.type);
      const inner = ofSelection(field.selectionSet, isCompositeType(below) ? below.name : undefined);
      if (known.args.some(({ name }) => name === 'first')) return 1 + lengthOf(field, variables) * inner;
      // The edges of a page were counted with the page.
      return 1 + (isList(known.type) && field.name.value !== 'edges' ? UNPAGED : 1) * inner;
    };
    return document.definitions.reduce(
      (sum, definition) =>
        definition.kind === Kind.OPERATION_DEFINITION
          ? sum + ofSelection(definition.selectionSet, rootOf(schema, definition.operation))
          : sum,
      0,
    );
  };

  const once = costs({});
  return asksVariables ? costs : () => once;
}

const pageOf = (first: number): number => Math.min(Math.max(first, 1), LARGEST_PAGE);

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

function rootOf(schema: GraphQLSchema, operation: OperationTypeNode): string | undefined {
  return schema.getRootType(operation)?.name;
}
