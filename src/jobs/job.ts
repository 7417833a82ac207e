/** A piece of work for later. It carries ids alone: whoever reads the queue learns nothing about anybody. */
export interface Job {
  readonly name: string;
  /** The organisation on whose behalf the handler works. */
  readonly organisationId: string;
  readonly subjectId: string;
  /** Which deed it belongs to, where one subject can have several (e.g. `ACCEPTED`). A code, not a text. */
  readonly deed?: string;
  readonly runAt?: Date;
  /** Jobs of one key replace each other while they wait. */
  readonly key?: string;
}

export type JobPayload = Pick<Job, 'organisationId' | 'subjectId' | 'deed'>;

/** May run twice and must not mind: looks first whether its work is done. */
export type JobHandler = (payload: JobPayload) => Promise<void>;
