import type { Checkpoint } from '../core/audit-log.js';
import type { Statement } from '../database/transactions.js';

export const checkpointLogs: Statement = { name: 'checkpoint-logs', text: 'select id from audit_logs()', values: [] };

/** The newest head of a log, with somebody to whom it was not mailed yet. */
export interface CheckpointToMail extends Omit<Checkpoint, 'log'> {
  readonly personId: string;
  readonly email: string;
  readonly language: 'de' | 'en';
}

export const checkpointsToMail = (log: string): Statement => ({
  name: 'checkpoints-to-mail',
  text: `with newest as (select * from audit_checkpoint where organisation_id = $1 order by size desc limit 1)
         select p.id as "personId", p.email, p.language, c.size::float8 as size, encode(c.head, 'hex') as head,
           to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, encode(c.signature, 'hex') as signature
         from newest c
         join person p on p.organisation_id = $1 and p.active and 'DATA_PROTECTION_OFFICER' = any (p.roles)
         left join checkpoint_mail m on m.organisation_id = p.organisation_id and m.person_id = p.id
         where m.size is null or m.size < c.size
         order by p.id`,
  values: [log],
});

export const noteMailed = (log: string, personId: string, size: number): Statement => ({
  name: 'checkpoint-mailed',
  text: `insert into checkpoint_mail (organisation_id, person_id, size) values ($1, $2, $3)
         on conflict (organisation_id, person_id) do update set size = excluded.size, mailed_at = now()`,
  values: [log, personId, size],
});
