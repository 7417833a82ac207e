import type { MigrationInterface, QueryRunner } from 'typeorm';

const sendersOwn = (table: string, referral: string): string => `
  organisation_id = (select current_organisation()) and exists (
    select from referral r where r.organisation_id = ${table}.organisation_id and r.id = ${table}.${referral} and r.case_id is not null)`;

/**
 * What erasure needs. Once a case is erased its service reads nothing of it any more: not the copies either that an office
 * has accepted, which are the office's from then on (Art. 19 GDPR). A referral without a case is one whose case was erased.
 */
export class Erasure1700000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy referral_preview_sender on referral_preview;
      create policy referral_preview_sender on referral_preview to beistand_app
        using (${sendersOwn('referral_preview', 'referral_id')}) with check (${sendersOwn('referral_preview', 'referral_id')});
      drop policy referral_content_sender on referral_content;
      create policy referral_content_sender on referral_content to beistand_app
        using (${sendersOwn('referral_content', 'referral_id')}) with check (${sendersOwn('referral_content', 'referral_id')});
      drop policy dossier_sender on dossier;
      create policy dossier_sender on dossier to beistand_app
        using (${sendersOwn('dossier', 'referral_id')}) with check (${sendersOwn('dossier', 'referral_id')});
      drop policy referral_message_read on referral_message;
      create policy referral_message_read on referral_message for select to beistand_app using (exists (
        select from referral r where r.organisation_id = referral_message.organisation_id and r.id = referral_message.referral_id
          and (r.organisation_id = (select current_organisation()) and (r.case_id is not null
              -- What both sides write to each other afterwards is no part of the case.
              or referral_message.created_at > (select min(e.at) from referral_event e
                where e.organisation_id = r.organisation_id and e.referral_id = r.id and e.kind = 'SOURCE_ERASED'))
            or r.recipient_organisation_id = (select current_organisation()) and r.preview_open)));

      -- What people were told of a referral goes with the case.
      grant delete on notification to beistand_app;
      -- The purpose is in the counsellor's words: of what was passed on, office, groups and day stay.
      grant update (purpose) on disclosure to beistand_app;

      -- A list that is imported once more must not bring back what was erased. Only a hash of source and id, with the
      -- organisation in it: whoever knows a row of the list can ask whether it was here, nobody can read it out.
      create table erased_origin (
        organisation_id uuid not null references organisation (id),
        origin_hash bytea not null,
        primary key (organisation_id, origin_hash)
      );
      alter table erased_origin enable row level security, force row level security;
      create policy erased_origin_tenant on erased_origin to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert on erased_origin to beistand_app;

      create function origin_hash(organisation uuid, source text, external_id text) returns bytea language sql immutable parallel safe
        return sha256(convert_to(organisation::text || chr(10) || length(source) || chr(10) || source || chr(10) || external_id, 'UTF8'));
      revoke all on function origin_hash(uuid, text, text) from public;
      grant execute on function origin_hash(uuid, text, text) to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
