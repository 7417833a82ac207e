import { Audit } from '../../src/audit/audit.service.js';
import { casesPage } from '../../src/cases/case-list.queries.js';
import { CaseSeals, type SealedCase } from '../../src/cases/case-seals.service.js';
import { caseById } from '../../src/cases/cases.queries.js';
import type { Actor } from '../../src/core/access.js';
import { applicationDataSource } from '../../src/database/data-source.js';
import { Transactions } from '../../src/database/transactions.js';
import { driverOf } from '../../src/keys/driver-of.js';
import { Keys } from '../../src/keys/keys.service.js';
import type { Bench } from './bench.js';
import type { Counsellor } from './fill.js';
import type { Deed } from './operations.js';
import { compare, type Compared } from './rounds.js';

/** What stands between the bare statement and the door of the house, one step after the other: the product's own parts, in the bench's process. */
export async function steps(
  bench: Bench,
  keyFolder: string,
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<(readonly [string, Compared])[]> {
  const source = await applicationDataSource(bench.applicationUrl, [], bench.counsellors.length).initialize();
  const transactions = new Transactions(source);
  const audit = new Audit(transactions);
  const seals = new CaseSeals(new Keys(driverOf({ kind: 'files', folder: keyFolder }), transactions));
  const actors = bench.counsellors.map(actorOf);
  const deeds = (deed: (actor: Actor, at: number) => Promise<unknown>): Deed[] =>
    actors.map((actor, at) => () => deed(actor, at));

  const list = casesPage({}, 'OPENED_AT_DESC', 21, null);
  const listed = { action: 'cases.listed', subject: { type: 'case', id: null } };
  const guardedList = deeds((actor) => transactions.read(actor, list));
  const notedList = deeds((actor) => audit.look(actor, list, listed));
  const nextCase = (at: number): string => bench.wishes[at]?.id() ?? '';
  const look = (actor: Actor, id: string): Promise<{ kase: SealedCase }[]> =>
    audit.look(actor, caseById(id), { action: 'case.read', subject: { type: 'case', id } });
  const sealedDetail = deeds((actor, at) => look(actor, nextCase(at)));
  const openDetail = deeds(async (actor, at) => {
    const [found] = await look(actor, nextCase(at));
    if (!found) throw new Error('A case is missing.');
    return seals.open(found.kase);
  });
  try {
    const planned: readonly (readonly [string, readonly Deed[], readonly Deed[]])[] = [
      ['list: row security, in a transaction of one message', bench.raw('list'), guardedList],
      ['list: the audit log', guardedList, notedList],
      ['list: the house (HTTP, session, GraphQL, labels)', notedList, bench.through('list')],
      ['detail: encryption (opening the texts)', sealedDetail, openDetail],
      ['detail: the house', openDetail, bench.through('detail')],
    ];
    const compared: [string, Compared][] = [];
    for (const [what, before, after] of planned) {
      const step = await compare(before, after, rounds, seconds);
      say(`  ${what}: ${step.ratio.toFixed(2)}`);
      compared.push([what, step]);
    }
    return compared;
  } finally {
    await source.destroy();
  }
}

const actorOf = ({ id, organisationId, carrierId }: Counsellor): Actor => ({
  personId: id,
  organisationId,
  carrierId,
  organisationKind: 'SERVICE',
  roles: ['COUNSELLOR'],
});
