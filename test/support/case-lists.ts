import { expect } from '@jest/globals';
import type { Someone } from './world.js';

export interface Found {
  readonly ids: string[];
  readonly nodes: Record<string, unknown>[];
  readonly total: number;
  readonly next: string | null;
}

const listing = `query ($filter: CaseFilterInput, $orderBy: String, $first: Int, $after: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { id number status nextDeadline deadlineState reviewState referralState multipleGrounds
      grounds { code de } mainArea { area { code } } district { key } assignee { id name } version } } } }`;

/** A page of the list of cases, with its count. */
export const look = async (someone: Someone, variables: object = {}): Promise<Found> => {
  const { cases } = await someone.does<{
    cases: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      edges: { node: Record<string, unknown> & { id: string } }[];
    };
  }>(listing, variables);
  const nodes = cases.edges.map(({ node }) => node);
  return {
    ids: nodes.map(({ id }) => id),
    nodes,
    total: cases.totalCount,
    next: cases.pageInfo.hasNextPage ? cases.pageInfo.endCursor : null,
  };
};

/** The ids of all cases that fit; the list and its count must agree. */
export const find = async (someone: Someone, filter: object): Promise<Set<string>> => {
  const { ids, total } = await look(someone, { filter, first: 100 });
  expect(total).toBe(ids.length);
  return new Set(ids);
};

/** The fields for which a list is refused. */
export const refusedFields = async (someone: Someone, variables: object): Promise<(string | null)[]> => {
  const { status, errors } = await someone.ask(listing, variables);
  expect(status).toBe(200);
  expect(errors?.[0]?.extensions.code).toBe('INPUT_REFUSED');
  return (errors?.[0]?.extensions.problems ?? []).map(({ field }) => field);
};
