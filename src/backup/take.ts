import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pack as newPack, type Pack } from 'tar-stream';
import type { BackupSettings } from '../config/backup.js';
import type { Cluster } from '../database/embedded.js';
import { BackupFault } from './backup-faults.js';
import { asAdministrator, clusterState, startBackup, stopBackup, type StoppedBackup } from './backup.queries.js';
import { clusterFiles, packFile, packText, type ClusterFile } from './cluster-files.js';
import { writeDurably } from './durable.js';
import { seal, Tally } from './envelope.js';
import { FORMAT, type Line, type Manifest } from './line.js';
import { stateOf } from './line-state.js';
import { attachmentsIn } from './shipper.js';
import { Signer } from './signer.js';

/** How long the last segment may take from the database to the backups' folder. */
const SHIPPED_WITHIN_MS = 120_000;

export interface Taking {
  readonly dataFolder: string;
  readonly cluster: Cluster;
  readonly line: Line;
  readonly settings: BackupSettings;
  readonly attachments: string | null;
  /** Told of the bytes that have been copied, and of how many there are. */
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * Copies the whole cluster while it works, sealed, and waits until the write-ahead log that makes the copy consistent is backed up, too; only then
 * does the backup get its manifest and count. Throws `NOT_ARCHIVED` where the server keeps no archive or nobody ships it.
 */
export async function takeBackup(taking: Taking, now = new Date()): Promise<Manifest> {
  const { cluster, line, settings } = taking;
  const signer = Signer.readOrMake(settings.keyFile);
  const before = await stateOf(line, signer.publicPem);
  // Copied now: shipping goes on meanwhile, and this is what there was when the copy began.
  const began = {
    head: before.head,
    attachments: [...before.attachments.values()],
    destroyedKeys: [...before.destroyedKeys],
    forgottenPeople: [...before.forgottenPeople],
  };
  const id = `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  await dropUnfinished(line);
  await mkdir(line.backupPath(id), { recursive: true, mode: 0o700 });
  const copied = await asAdministrator(cluster.superuserUrl('beistand'), async (client) => {
    const state = await clusterState(client);
    if (!state.archives)
      throw new BackupFault('NOT_ARCHIVED', 'The server runs without an archive: start it again with BACKUP_DIR set.');
    const startSegment = await startBackup(client, `beistand ${id}`);
    const copy = await copyCluster(taking, id, () => stopBackup(client));
    return { ...copy, state, startSegment };
  });
  await untilShipped(line, signer.publicPem, copied.stopped.stopSegment);
  const manifest: Manifest = {
    format: FORMAT,
    line: line.name,
    id,
    postgres: copied.state.version,
    systemIdentifier: copied.state.systemIdentifier,
    migrations: copied.state.migrations,
    startedAt: now.toISOString(),
    finishedAt: new Date().toISOString(),
    startSegment: copied.startSegment,
    stopSegment: copied.stopped.stopSegment,
    base: copied.base,
    head: began.head,
    attachments: taking.attachments === null ? 'elsewhere' : began.attachments,
    destroyedKeys: began.destroyedKeys,
    forgottenPeople: began.forgottenPeople,
    gone: await letGo(
      taking.attachments,
      began.attachments.map(({ name }) => name),
    ),
  };
  await writeDurably(line.manifestPath(id), [Buffer.from(signer.signed(manifest))], 'never replaces');
  return manifest;
}

interface Copy {
  readonly stopped: StoppedBackup;
  readonly base: Manifest['base'];
}

async function copyCluster(
  { dataFolder, cluster, line, settings, onProgress }: Taking,
  id: string,
  stop: () => Promise<StoppedBackup>,
): Promise<Copy> {
  const files = await clusterFiles(cluster.dataDirectory, cluster.spool);
  const all = files.reduce((sum, { size }) => sum + size, 0);
  const pack = newPack();
  const tally = new Tally();
  const written = writeDurably(
    line.basePath(id),
    seal(Readable.from(pack), settings.recipients, tally),
    'never replaces',
  );
  const packed = (async (): Promise<StoppedBackup> => {
    try {
      await packText(
        pack,
        'database-passwords.json',
        await readFile(join(dataFolder, 'database-passwords.json'), 'utf8'),
      );
      await packAll(pack, files, (done) => onProgress(done, all));
      const stopped = await stop();
      if (stopped.tablespaces.trim() !== '')
        throw new BackupFault(
          'NOT_A_BACKUP',
          'The cluster has tablespaces outside of its folder, which are not copied.',
        );
      await packText(pack, 'postgres/backup_label', stopped.label);
      pack.finalize();
      return stopped;
    } catch (error) {
      pack.destroy(error as Error);
      throw error;
    }
  })();
  // A copy that cannot be written ends the packing, too.
  written.catch((error: unknown) => pack.destroy(error as Error));
  const [stopped] = await Promise.all([packed, written]);
  return { stopped, base: { name: 'base.tar.gz.age', files: files.length, plainBytes: all, ...tally.stored } };
}

async function packAll(pack: Pack, files: readonly ClusterFile[], onProgress: (done: number) => void): Promise<void> {
  let done = 0;
  for (const file of files) {
    await packFile(pack, { ...file, name: `postgres/${file.name}` });
    onProgress((done += file.size));
  }
}

/** The copy is worth nothing without the log of what was written meanwhile. */
async function untilShipped(line: Line, publicPem: string, segment: string): Promise<void> {
  const until = performance.now() + SHIPPED_WITHIN_MS;
  while (performance.now() < until) {
    if ((await stateOf(line, publicPem)).segments.has(segment)) return;
    await setTimeout(500);
  }
  throw new BackupFault(
    'NOT_ARCHIVED',
    `The write-ahead log (${segment}) did not arrive in BACKUP_DIR. Does the server run with the same BACKUP_DIR? \`beistand backup status\` says what keeps it.`,
  );
}

async function letGo(folder: string | null, known: readonly string[]): Promise<string[]> {
  if (folder === null) return [];
  const there = new Set<string>();
  for await (const name of attachmentsIn(folder)) there.add(name);
  return known.filter((name) => !there.has(name));
}

/** Copies that were broken off have no manifest. */
async function dropUnfinished(line: Line): Promise<void> {
  const finished = new Set(await line.backups());
  const folder = join(line.path, 'backups');
  for (const id of await readdir(folder).catch(() => []))
    if (!finished.has(id)) await rm(join(folder, id), { recursive: true, force: true });
}
