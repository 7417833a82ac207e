import { getNamedType, isObjectType } from 'graphql';
import { createHash } from 'node:crypto';
import { may, type Permission } from '../../../src/core/access.js';
import type { TestHouse } from '../app.js';
import { daysFromToday } from '../cases.js';
import { attachmentOf, fetchPdf, textOfPdf } from '../pdf.js';
import type { Actor } from './actors.js';
import { rootFields } from './policy.js';
import type { Walk } from './walk.js';

const random = '00000000-0000-4000-8000-000000000000';
const atOnce = 12;

const holds = ({ role }: Actor, permission: Permission): boolean => role !== null && may({ roles: [role] }, permission);

/** How many cases somebody finds by each planted word. */
export async function search(walk: Walk, actor: Actor, words: readonly string[]): Promise<number> {
  let found = 0;
  for (let from = 0; from < words.length; from += atOnce) {
    const some = words.slice(from, from + atOnce);
    const variables = Object.fromEntries(some.map((text, at) => [`f${at}`, { text }]));
    const declared = some.map((_, at) => `$f${at}: CaseFilterInput`).join(', ');
    const asked = some.map(
      (_, at) => `c${at}: cases(filter: $f${at}) { totalCount edges { cursor node { id number } } }`,
    );
    const { text } = await walk.send(
      actor,
      'cases(filter.text)',
      `query (${declared}) { ${asked.join(' ')} }`,
      variables,
    );
    const { data } = JSON.parse(text) as { data: Record<string, { totalCount: number }> | null };
    found += Object.values(data ?? {}).filter(({ totalCount }) => totalCount > 0).length;
  }
  return found;
}

/** Lists that can be paged: their fields take `after`. */
export const pagedLists = (walk: Walk): string[] =>
  [...rootFields(walk.world.house.schema).values()]
    .filter(({ args }) => args.some(({ name }) => name === 'after'))
    .filter(({ type }) => isObjectType(getNamedType(type)))
    .map(({ name }) => name);

/** The places in a list that somebody was given, to be tried by others. */
export async function cursorsOf(walk: Walk, actor: Actor, list: string): Promise<string[]> {
  const ids: Record<string, string> = list === 'caseTimeline' ? { id: walk.world.own['case']![0]! } : {};
  const { text } = await walk.call(actor, list, ids);
  return [...text.matchAll(/"cursor":"([^"]+)"/g)].map(([, cursor]) => cursor!).slice(0, 3);
}

/** The same list of somebody else, from a place in A's on. */
export const replay = async (walk: Walk, actor: Actor, list: string, after: string): Promise<void> => {
  const ids: Record<string, string> = list === 'caseTimeline' ? { id: walk.world.foreign['case']![0]! } : {};
  await walk.call(actor, list, ids, { after });
};

/** Every route: files, forms, uploads, and what stands open. */
export async function routes(walk: Walk, actor: Actor): Promise<void> {
  const { own, cast } = walk.world;
  const form = {
    officeId: cast.office.id,
    fieldGroups: ['INCIDENT', 'GROUNDS', 'CLIENT_IDENTITY'],
    purpose: 'Beratung',
    explainedIn: 'ar',
    validUntil: daysFromToday(90),
  };
  const post = { body: JSON.stringify(form) };
  const drawForm = (id: string) => walk.fetch(actor, 'release-form', `/cases/${id}/release-form`, post);
  const dossier = (id: string) => walk.fetch(actor, 'dossier', `/dossiers/${id}`);
  const told = (id: string) => walk.fetch(actor, 'access-answer', `/access-requests/${id}/answer.json`);
  if (actor.relation !== 'own') {
    const [noForm, noFile] = [await drawForm(random), await dossier(random)];
    const wanted = (permission: Permission) => (actor.role === null ? 401 : holds(actor, permission) ? 404 : 403);
    walk.expect(actor, 'release-form', noForm.status, wanted('release:write'));
    walk.expect(actor, 'dossier', noFile.status, wanted('dossier:download'));
    // The carrier's officer, too, is told nothing before a look with a reason.
    const noAnswer = await told(random);
    walk.expect(actor, 'access-answer', noAnswer.status, wanted('access:track'));
    for (const id of own['accessRequest']!) walk.expect(actor, 'access-answer', (await told(id)).bytes, noAnswer.bytes);
    for (const id of own['case']!.slice(0, 2))
      walk.expect(actor, 'release-form', (await drawForm(id)).bytes, noForm.bytes);
    for (const id of own['referral']!)
      if (actor.relation !== 'office' || own['unsent']!.includes(id) || !holds(actor, 'dossier:download'))
        walk.expect(actor, 'dossier', (await dossier(id)).bytes, noFile.bytes);
    walk.expect(actor, 'dossier', (await dossier('nonsense')).bytes, noFile.bytes);
  }
  await attachmentRoutes(walk, actor);
  for (const path of ['/health', '/ready', '/metrics']) await walk.fetch(actor, path, path);
}

/** Files: of a case for nobody but its service, of a referral for the office too while the content is open to it. */
async function attachmentRoutes(walk: Walk, actor: Actor): Promise<void> {
  const { own } = walk.world;
  for (const [what, ids, permission] of [
    ['attachments', own['attachment']!, 'case:read'],
    ['referral-attachments', own['releasedAttachment']!, 'dossier:download'],
  ] as const) {
    const fetch = (id: string) => walk.fetch(actor, 'file', `/${what}/${id}`);
    const none = await fetch(random);
    walk.expect(actor, what, none.status, actor.role === null ? 401 : holds(actor, permission) ? 404 : 403);
    const reached = what === 'referral-attachments' && actor.relation === 'office' && holds(actor, permission);
    for (const id of [...ids, 'nonsense', ...own['case']!.slice(0, 1)])
      if (!reached || !ids.includes(id)) walk.expect(actor, what, (await fetch(id)).bytes, none.bytes);
  }
  const uploadTo = (id: string) => walk.fetch(actor, 'upload', `/cases/${id}/attachments`, { body: '{}' });
  const nobodys = await uploadTo(random);
  for (const id of own['case']!.slice(0, 2)) walk.expect(actor, 'upload', (await uploadTo(id)).bytes, nobodys.bytes);
}

/** What stands in the files that somebody may fetch; gives how many there were. */
export async function attachments(walk: Walk, actor: Actor): Promise<number> {
  const { own } = walk.world;
  let read = 0;
  for (const [what, ids] of [
    ['attachments', own['attachment']!],
    ['referral-attachments', own['releasedAttachment']!],
  ] as const)
    for (const id of ids) if ((await walk.fetch(actor, 'file', `/${what}/${id}`)).status === 200) read++;
  return read;
}

/** What stands in the dossiers that somebody may fetch; gives how many there were. */
export async function files(walk: Walk, actor: Actor): Promise<number> {
  let read = 0;
  for (const id of walk.world.own['sent'] ?? []) {
    const { status, body } = await fetchPdf(actor.someone, `/dossiers/${id}`);
    if (status !== 200) continue;
    read++;
    walk.look(
      actor,
      'dossier',
      `${(await textOfPdf(body)).replaceAll(' ', '')} ${await attachmentOf(body, 'dossier.json')}`,
    );
  }
  return read;
}

/** A checksum of every table's rows of one organisation. */
export async function checksums({ database }: TestHouse, organisationId: string): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'organisation_id' and table_name <> 'session' order by 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of [...tables, { name: 'organisation' }]) {
    const key = name === 'organisation' ? 'id' : 'organisation_id';
    const { rows } = await database.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t where ${key} = $1 order by 1`,
      [organisationId],
    );
    sums[name] = createHash('sha256')
      .update(rows.map(({ row }) => row).join('\n'))
      .digest('hex');
  }
  return sums;
}
