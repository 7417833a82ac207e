import { setTimeout } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { VERSION_REMEMBERED_MS } from '../keys/data-keys.js';
import { KeyRotation, type CarrierKeys } from '../keys/key-rotation.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the keys under which contents are sealed');
  keys
    .command('status')
    .description('which versions of each carrier’s key there are, and what hangs on them')
    .action(status);
  keys
    .command('rotate')
    .description(
      'give the carriers’ keys a new version and wrap all data keys with it; may be interrupted and run again',
    )
    .option('--carrier <id>', 'only this carrier, office or campaign team')
    .action(rotate);
  keys
    .command('rewrap')
    .description('go on with a rotation that was interrupted: wrap what is left with the newest version')
    .option('--carrier <id>', 'only this carrier, office or campaign team')
    .action(rewrap);
  keys
    .command('destroy <carrier>')
    .description('destroy a carrier’s key: nothing that it has sealed can ever be read again')
    .option('--confirm <id>', 'the carrier’s id once more')
    .action(destroy);
}

const rotationOf = (house: INestApplicationContext): KeyRotation => house.get(KeyRotation, { strict: false });

const status = (): Promise<void> =>
  inTheHouse(async (house) => {
    const carriers = await rotationOf(house).status();
    if (carriers.length === 0) say('There is no key yet: each carrier’s is made when it is needed first.');
    for (const { carrierId, versions, destroyedAt } of carriers) {
      say(`${carrierId}${destroyedAt ? `: destroyed at ${destroyedAt.toISOString()}` : ''}`);
      for (const { version, madeAt, keys } of versions)
        say(`  version ${version} of ${madeAt.toISOString()}: ${keys} data keys`);
    }
  });

/** As long as a deed may take to be committed after it has chosen a version. One that takes longer is for the next `rewrap`. */
const A_DEED_MS = 1_000;

const rotate = ({ carrier }: { carrier?: string }): Promise<void> =>
  inTheHouse(async (house) => {
    for (const { carrierId } of await chosen(house, carrier)) {
      say(`${carrierId}: version ${await rotationOf(house).rotate(carrierId)} wraps from now on.`);
      // A server beside this may wrap with the version before for so long; what it has made then is wrapped anew, too.
      await setTimeout(VERSION_REMEMBERED_MS + A_DEED_MS);
      await bringUp(house, carrierId);
    }
  });

const rewrap = ({ carrier }: { carrier?: string }): Promise<void> =>
  inTheHouse(async (house) => {
    for (const { carrierId } of await chosen(house, carrier)) await bringUp(house, carrierId);
  });

const bringUp = async (house: INestApplicationContext, carrierId: string): Promise<void> => {
  const done = await rotationOf(house).rewrap(carrierId, (sofar) => say(`  ${sofar} data keys wrapped anew`));
  say(`${carrierId}: ${done} data keys were wrapped anew.`);
};

const destroy = (carrier: string, { confirm }: { confirm?: string }): Promise<void> =>
  inTheHouse(async (house) => {
    await chosen(house, carrier);
    if (confirm !== carrier)
      throw new Failure(
        `Everything that ${carrier} and its services have recorded becomes unreadable for ever, in every backup, too.\n` +
          `If that is meant: beistand keys destroy ${carrier} --confirm ${carrier}`,
      );
    await rotationOf(house).destroy(carrier);
    say(`The key of ${carrier} is destroyed.`);
  });

const chosen = async (house: INestApplicationContext, carrier?: string): Promise<CarrierKeys[]> => {
  const living = (await rotationOf(house).status()).filter(({ destroyedAt }) => destroyedAt === null);
  if (carrier === undefined) return living;
  const found = living.filter(({ carrierId }) => carrierId === carrier);
  if (found.length === 0) throw new Failure(`${carrier} has no key here (beistand keys status).`);
  return found;
};
