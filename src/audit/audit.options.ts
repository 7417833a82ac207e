export const AUDIT_OPTIONS = Symbol('audit options');

export interface AuditOptions {
  /** The private key that signs checkpoints; made where it is missing. */
  readonly keyFile: string;
  /** Where checkpoints are kept outside the database. */
  readonly checkpointFolder: string;
  /** Whether this process lets the tree grow. */
  readonly runs: boolean;
  /** How often it looks for new entries. */
  readonly everyMs: number;
}
