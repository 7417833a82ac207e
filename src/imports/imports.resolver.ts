import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse, type Refused } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize, type Connection } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { rowOutcomes, type RowOutcome } from './imports.queries.js';
import { Imports } from './imports.service.js';
import {
  ImportRowConnection,
  ImportRun,
  ImportRunConnection,
  presentRow,
  presentRun,
  StartImportInput,
  StartImportResult,
  type ImportRow,
} from './imports.types.js';

const firstArgument = { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' };
const afterArgument = { type: () => String, nullable: true, description: '`endCursor` of the page before.' };
const names = { file: 'input.fileId', mapping: 'input.mapping', source: 'input.source' };

@Resolver(() => ImportRun)
export class ImportsResolver {
  constructor(private readonly imports: Imports) {}

  @Mutation(() => StartImportResult, {
    description: 'Starts the import of an uploaded list. Mapping and head of the list are checked at once.',
  })
  @Allow('case:import')
  async startImport(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'List, mapping and name.' }) { fileId, mapping, source, dryRun }: StartImportInput,
  ): Promise<typeof StartImportResult> {
    const asked = { mapping, source, dryRun: dryRun ?? false };
    return answer(await this.imports.startWithFile(actor, fileId, asked, names), presentRun);
  }

  @Query(() => ImportRun, { name: 'importRun', description: 'An import of the own service.' })
  @Allow('case:import')
  async findRun(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The import.' }, IdPipe) id: string,
  ): Promise<ImportRun> {
    return presentRun(await this.imports.find(actor, id));
  }

  @Query(() => ImportRunConnection, {
    name: 'importRuns',
    description: 'The imports of the own service, newest first.',
  })
  @Allow('case:import')
  async listRuns(
    @CurrentActor() actor: Actor,
    @Args('first', firstArgument) first?: number | null,
    @Args('after', afterArgument) after?: string | null,
  ): Promise<Connection<ImportRun>> {
    const most = pageSize(first);
    const runs = await this.imports.list(actor, most + 1, placeOf(after, /^[0-9a-f-]{36}$/));
    return pageOf(runs, most, after, ({ id }) => encodeCursor(id), presentRun);
  }

  @ResolveField(() => ImportRowConnection, { description: 'The report, in the order of the list.' })
  @Allow('case:import')
  async rows(
    @CurrentActor() actor: Actor,
    @Parent() { id }: ImportRun,
    @Args('first', firstArgument) first?: number | null,
    @Args('after', afterArgument) after?: string | null,
    @Args('outcome', { type: () => String, nullable: true, description: 'Only rows with this outcome.' })
    outcome?: string | null,
  ): Promise<Connection<ImportRow>> {
    const most = pageSize(first);
    const line = Number(placeOf(after, /^\d{1,9}$/) ?? 0);
    const rows = await this.imports.rows(actor, id, most + 1, line, outcomeOf(outcome));
    return pageOf(rows, most, after, (row) => encodeCursor(String(row.line)), presentRow);
  }
}

/** The key in a cursor; anything else is none of our cursors. */
function placeOf(after: string | null | undefined, shape: RegExp): string | null {
  if (!after) return null;
  const key = decodeCursor(after, 1)?.[0];
  if (!key || !shape.test(key)) throw refusedArgument(refuse('INVALID_CURSOR', 'after'));
  return key;
}

function outcomeOf(given: string | null | undefined): RowOutcome | null {
  if (given == null) return null;
  const known = rowOutcomes.find((outcome) => outcome === given);
  if (!known) throw refusedArgument(refuse('INVALID_FORMAT', 'outcome', { expected: rowOutcomes.join(', ') }));
  return known;
}

/** The global filter sees no field of a type, so the error says at once what it is. */
function refusedArgument(refused: Refused): GraphQLError {
  const { en, problems } = Refusal.of(refused);
  return new GraphQLError(en, { extensions: { code: 'INPUT_REFUSED', problems } });
}
