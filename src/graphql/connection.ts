import { Field, ObjectType } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

@ObjectType({ description: 'Where a page of a connection stands (Relay cursor connections).' })
export class PageInfo {
  @Field({ description: 'Whether there is more behind `endCursor`.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether there is something before `startCursor`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge, to pass as `after`; null on an empty page.',
  })
  endCursor!: string | null;
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: PageInfo;
}

/** The connection type of a node type, in the Relay style. */
export function connectionOf<Node>(node: Type<Node>, name: string): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `A ${name} with its place in the list.` })
  class NodeEdge implements Edge<Node> {
    @Field(() => node, { description: `The ${name}.` })
    node!: Node;

    @Field({ description: 'Opaque place in the list, to pass as `after`. Valid for this list and order only.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge], { description: 'The page, in order.' })
    edges!: Edge<Node>[];

    @Field(() => PageInfo, { description: 'Whether there is more.' })
    pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** How many rows a page has: 1 to 100, 20 unless told. */
export const pageSize = (first: number | null | undefined): number => Math.min(Math.max(first ?? 20, 1), 100);

/** Cuts the one row too many that tells whether there is a next page. */
export function pageOf<Row, Node>(
  rows: readonly Row[],
  first: number,
  after: string | null | undefined,
  cursorOf: (row: Row) => string,
  present: (row: Row) => Node,
): Connection<Node> {
  const edges = rows.slice(0, first).map((row) => ({ node: present(row), cursor: cursorOf(row) }));
  return {
    edges,
    pageInfo: Object.assign(new PageInfo(), {
      hasNextPage: rows.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    }),
  };
}

/** A cursor is opaque to clients: the sort keys of its row. */
export const encodeCursor = (...keys: readonly (string | null)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** The sort keys of a cursor, or null when it is none of ours. */
export function decodeCursor(cursor: string, keys: number): (string | null)[] | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fits =
      Array.isArray(parsed) && parsed.length === keys && parsed.every((key) => key === null || typeof key === 'string');
    return fits ? (parsed as (string | null)[]) : null;
  } catch {
    return null;
  }
}
