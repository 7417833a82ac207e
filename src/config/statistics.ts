import { join, resolve } from 'node:path';

/** By whose keys statistics are rounded and signed, and in whose name they are published. */
export interface StatisticsSettings {
  /** 32 random bytes that decide which way every number is rounded: the same for ever, and secret for ever. */
  readonly roundingKeyFile: string;
  /** The Ed25519 key that signs releases. */
  readonly signingKeyFile: string;
  /** Who publishes, unless whoever prepares a release says otherwise. */
  readonly publisher: string;
  /** The address that GovData assigned to whoever delivers to it (DCAT-AP.de, convention 12); null: none. */
  readonly contributorId: string | null;
}

const contributors = 'http://dcat-ap.de/def/contributors/';

/** Reads them from the environment; what cannot be used is added to the faults. */
export function readStatistics(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  faults: string[],
): StatisticsSettings {
  const fileOf = (given: string | undefined, name: string, usual: string): string => {
    const file = resolve(given ?? join(`${dataFolder}-keys`, 'statistics', usual));
    // A copy of the data folder, in which the true counts are, must not be a copy of the keys.
    if (file.startsWith(join(dataFolder, '/'))) faults.push(`${name} must not lie in BEISTAND_DATA`);
    return file;
  };
  const contributorId = env.STATISTICS_CONTRIBUTOR_ID ?? null;
  if (contributorId !== null && !/^http:\/\/dcat-ap\.de\/def\/contributors\/[\w-]+$/.test(contributorId))
    faults.push(`STATISTICS_CONTRIBUTOR_ID must be an address such as ${contributors}example`);
  return {
    roundingKeyFile: fileOf(env.STATISTICS_ROUNDING_KEY_FILE, 'STATISTICS_ROUNDING_KEY_FILE', 'rounding.key'),
    signingKeyFile: fileOf(env.STATISTICS_SIGNING_KEY_FILE, 'STATISTICS_SIGNING_KEY_FILE', 'signing-key.pem'),
    publisher: env.STATISTICS_PUBLISHER ?? 'Beistand',
    contributorId,
  };
}
