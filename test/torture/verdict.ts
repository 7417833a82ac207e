import { createHash } from 'node:crypto';
import { CheckpointFolder } from '../../src/audit/checkpoint-folder.js';
import { AuditExport } from '../../src/audit/audit-export.service.js';
import { verifyExport } from '../../src/audit/export-reader.js';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { readConfig } from '../../src/config.js';
import { buildApp } from '../../src/server.js';
import type { Acknowledged, Ledger } from './ledger.js';
import type { Stage } from './stage.js';

/** What is wrong, a line each; nothing: all that was confirmed is there, once, with all that belongs to it. */
export interface Verdict {
  /** Confirmed, and not there. */
  readonly lost: string[];
  /** There, and more often than it was confirmed. */
  readonly doubled: string[];
  /** Deeds without their entry in the log, entries without their deed, a tree that is not sound. */
  readonly audit: string[];
  /** Files whose bytes are not what was sent. */
  readonly bytes: string[];
  /** Jobs without their effect, with two, or given up. */
  readonly jobs: string[];
  /** Mails that went out twice: a mail may, a notice may not. */
  readonly mailedTwice: number;
}

/** Compares what the product confirmed with what is there. `mailsBefore`: those that had gone out before the first deed. */
export async function judge(stage: Stage, ledger: Ledger, mailsBefore: number): Promise<Verdict> {
  const { lost, doubled } = await rows(stage, ledger.acknowledged);
  const notices = await noticesOf(stage);
  return {
    lost,
    doubled,
    audit: [...(await entries(stage)), ...(await tree(stage))],
    bytes: await bytes(stage, ledger),
    jobs: await jobs(stage, notices),
    mailedTwice: stage.mails() - mailsBefore - notices,
  };
}

/** Where each kind lies, without what was there before. */
const rowsOf = {
  case: `select id from cases where organisation_id = any($1) and not exists (select from referral r where r.case_id = cases.id)`,
  file: `select id from attachment where organisation_id = any($1)`,
  message: `select id from referral_message where organisation_id = any($1) and kind = 'MESSAGE'`,
} as const;

/** What was confirmed and is not there, and what is there and was not confirmed: every deed was brought to its end, so that is one too many. */
export async function rows(
  { database, actors }: Stage,
  acknowledged: readonly Acknowledged[],
): Promise<Pick<Verdict, 'lost' | 'doubled'>> {
  const [lost, doubled]: [string[], string[]] = [[], []];
  for (const kind of ['case', 'file', 'message'] as const) {
    const found = await database.query<{ id: string }>(rowsOf[kind], [
      actors.map(({ organisationId }) => organisationId),
    ]);
    const there = new Set(found.rows.map(({ id }) => id));
    const wanted = acknowledged.filter((each) => each.kind === kind).map(({ id }) => id);
    lost.push(...wanted.filter((id) => !there.has(id)).map((id) => `${kind} ${id}`));
    const confirmed = new Set(wanted);
    doubled.push(...[...there].filter((id) => !confirmed.has(id)).map((id) => `${kind} ${id}`));
  }
  return { lost, doubled };
}

/** One entry a deed. Messages share their subject, the referral, and files theirs, the case: there the numbers are compared. */
async function entries({ database, actors }: Stage): Promise<string[]> {
  const { rows: odd } = await database.query<{ what: string }>(
    `with deed as (
       select 'case.recorded' as action, id as subject, 1 as wanted from cases where organisation_id = any($1)
       union all select 'attachment.added', case_id, count(*) from attachment where organisation_id = any($1) group by case_id
       union all select 'referral.answer', referral_id, count(*) from referral_message
         where organisation_id = any($1) and kind = 'MESSAGE' group by referral_id),
     entry as (
       select action, subject_id as subject, count(*) as found from audit_entry
       where organisation_id = any($1) and action in ('case.recorded', 'attachment.added', 'referral.answer') group by 1, 2)
     select coalesce(deed.action, entry.action) || ' ' || subject || ': ' || coalesce(found, 0) || ' entries of ' || coalesce(wanted, 0) as what
     from deed full join entry using (action, subject) where found is distinct from wanted`,
    [actors.map(({ organisationId }) => organisationId)],
  );
  return odd.map(({ what }) => what);
}

/** Lets the trees grow to the last entry and verifies them as an auditor does, with the signed heads that were kept outside. */
async function tree({ urls, dataFolder, actors }: Stage): Promise<string[]> {
  const env = { BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', BEISTAND_DATA: dataFolder, BEISTAND_JOBS: 'off' };
  const config = readConfig(env);
  const house = await buildApp(config, urls);
  try {
    await house.init();
    await house.get(AuditSequencer, { strict: false }).takeAll();
    const exports = house.get(AuditExport, { strict: false });
    const kept = await new CheckpointFolder(config.checkpointFolder).all();
    const found: string[] = [];
    for (const { carrierId } of actors) {
      const lines: string[] = [];
      for await (const line of exports.lines(exports.publicKey() ?? '', carrierId)) lines.push(JSON.stringify(line));
      const own = kept.filter(({ log }) => log === carrierId);
      const { findings } = await verifyExport(lines, own, exports.publicKey());
      found.push(...findings.map(({ kind }) => `tree of ${carrierId}: ${kind}`));
    }
    return found;
  } finally {
    await house.close();
  }
}

async function bytes(stage: Stage, { acknowledged }: Ledger): Promise<string[]> {
  const found: string[] = [];
  for (const each of acknowledged.filter(({ kind }) => kind === 'file'))
    if ((await fetched(stage, each)) !== each.sha256) found.push(`file ${each.id}`);
  return found;
}

async function fetched({ url, actors }: Stage, { id, writer }: Acknowledged): Promise<string> {
  const cookie = actors[writer]?.cookie ?? '';
  const answer = await fetch(new URL(`/attachments/${id}`, url), { headers: { cookie } });
  if (!answer.ok) return `answered ${answer.status}`;
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
}

/** To the office a message is the answer to a question, asked or not. */
const noticesOf = async ({ database }: Stage): Promise<number> =>
  (await database.query(`select from notification where kind = 'ANSWER'`)).rowCount ?? 0;

/** Each message has told the one member of the office's staff once, and nothing is left in the queue. */
async function jobs({ database }: Stage, notices: number): Promise<string[]> {
  const { rows: messages } = await database.query(`select from referral_message where kind = 'MESSAGE'`);
  const { rows: left } = await database.query<{ what: string }>(
    `select task_identifier || ': ' || attempts || ' attempts, ' || coalesce(last_error, 'no error') as what from graphile_worker.jobs
     where run_at < now() + interval '10 minutes'`,
  );
  return [
    ...(messages.length === notices ? [] : [`${messages.length} messages, ${notices} notices`]),
    ...left.map(({ what }) => what),
  ];
}
