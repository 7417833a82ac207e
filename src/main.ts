import { ConfigError, readConfig } from './config.js';
import { DataFolderInUse } from './database/embedded.js';
import { Organisations } from './identity/organisations.service.js';
import { firstAdministratorLink } from './identity/first-start.js';
import { openHouse, type House } from './server.js';

/** The door: reads the settings, opens the house, says where it is, and closes it when asked to. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const house = await openHouse(config);
  closeOnSignal(house);

  process.stdout.write(`Beistand runs: ${config.publicUrl}\n`);
  const link = await firstAdministratorLink(house.app.get(Organisations, { strict: false }), config);
  if (link)
    process.stdout.write(
      `Nobody has an account yet. Open this link once to become the administrator (valid for 7 days):\n  ${link}\n`,
    );
  process.stdout.write('Stop with Ctrl-C.\n');
}

/** The first signal closes in order; a second one is not needed, and does not cut the closing short. */
export function closeOnSignal(house: House): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    process.stdout.write('Stopping ...\n');
    house.close().then(
      () => {
        process.stdout.write('Stopped.\n');
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`Stopped with a fault: ${error instanceof Error ? error.message : 'unknown'}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

main().catch((error: unknown) => {
  const plain = error instanceof ConfigError || error instanceof DataFolderInUse;
  process.stderr.write(
    `${plain ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
