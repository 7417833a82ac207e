import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The database server of the tests, in a process of its own: says where it is, and stops when its standard input ends. */
const [folder] = process.argv.slice(2);
const built = (file) => import(pathToFileURL(join(folder, 'dist', 'src', file)).href);
const { EmbeddedServer } = await built('database/embedded.js');
const { prepareDatabase } = await built('database/cluster.js');
const { bringUpToDate } = await built('server.js');

const server = await EmbeddedServer.start(folder);
await prepareDatabase(server.superuserUrl('postgres'), 'template_test');
await bringUpToDate(server.urls('template_test'), { kind: 'files', folder: `${folder}-keys` }, null);
process.stdout.write(
  `${JSON.stringify({ superuser: server.superuserUrl('postgres'), urls: server.urls('DATABASE') })}\n`,
);

process.on('SIGINT', () => undefined); // Ctrl-C ends the tests, and they end this
process.stdin.resume();
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)));
