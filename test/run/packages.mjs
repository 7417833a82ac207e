import { init } from 'license-checker-rseidelsohn';
import { promisify } from 'node:util';

/** Packages that name no licence in their package.json; read by a human, for exactly this version. */
export const readByHand = {
  'pause@0.0.1': 'MIT',
  'png-js@2.0.0': 'MIT',
};

/** Every package that is needed in service, as installed: `name@version` -> its licence as an SPDX expression. */
export const packagesInService = async () => {
  const found = await promisify(init)({ start: '.', production: true, excludePrivatePackages: true });
  return Object.fromEntries(
    Object.entries(found).map(([name, { licenses }]) => [name, readByHand[name] ?? [licenses].flat().join(' AND ')]),
  );
};
