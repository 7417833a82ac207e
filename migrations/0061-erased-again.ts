import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is needed to dispose of a case again that an earlier state of the database brings back: which disposal it was, by ids, codes and times alone. It
 * leaves the house with the list of destroyed keys, in plain: nothing of the case and nobody's name may be in it.
 */
export class ErasedAgain1700000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.destroyed_key add column disposal jsonb;
      grant update (disposal) on keyring.destroyed_key to beistand_identity;
      -- Whoever deletes a key, in whatever way: the trigger looks as the house's own role.
      create policy disposal_identity on disposal for select to beistand_identity using (true);
      grant select (organisation_id, case_id, id, basis, rule_code, rule_source, state, proposed_by, proposed_at, approved_by, approved_at, execute_after)
        on disposal to beistand_identity;

      create or replace function note_destroyed_key() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into keyring.destroyed_key (organisation_id, key_id, case_id, disposal)
          values (old.organisation_id, old.id, case old.scope when 'CASE' then old.subject_id end,
            case old.scope when 'CASE' then (
              select jsonb_build_object('id', d.id, 'basis', d.basis, 'ruleCode', d.rule_code, 'ruleSource', d.rule_source,
                'proposedBy', d.proposed_by, 'proposedAt', d.proposed_at, 'approvedBy', d.approved_by, 'approvedAt', d.approved_at,
                'executeAfter', d.execute_after)
              from disposal d
              where d.organisation_id = old.organisation_id and d.case_id = old.subject_id and d.state = 'APPROVED') end)
          on conflict (organisation_id, key_id) do update
            set destroyed_at = now(), told_at = null, disposal = coalesce(excluded.disposal, destroyed_key.disposal);
        return null;
      end $$;

      -- When the own case was erased and by which disposal; nothing for a case that has a key, which lives.
      create function case_erased(given_case uuid) returns table (erased_at timestamptz, disposal jsonb)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select k.destroyed_at, k.disposal from keyring.destroyed_key k
          where k.organisation_id = current_organisation() and k.case_id = given_case and not exists (
            select from keyring.data_key d
            where d.organisation_id = k.organisation_id and d.scope = 'CASE' and d.subject_id = k.case_id)
          order by k.destroyed_at desc limit 1;
        end;
      alter function case_erased(uuid) owner to beistand_identity;
      revoke all on function case_erased(uuid) from public;
      grant execute on function case_erased(uuid) to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
