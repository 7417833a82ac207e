import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Releases, referrals and the recipient's side. A referral is one row that two organisations share: `organisation_id` is the sender's,
 * `recipient_organisation_id` the office's. What the office may see hangs on the state, and row security itself holds that.
 */
export class Referrals1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table confidentiality_release (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        case_id uuid not null,
        office_id uuid not null references office (id),
        field_groups text[] not null check (cardinality(field_groups) > 0),
        purpose text not null check (purpose <> ''),
        explained_in text not null,
        interpreter text,
        given_on date not null,
        valid_until date not null,
        form text not null check (form in ('WRITTEN', 'ORAL')),
        oral_reason text,
        document_reference text,
        guardian text,
        data_protection_consent boolean not null,
        -- The day on which the client said so, and the moment from which the house acted on it.
        withdrawn_on date,
        withdrawn_at timestamptz,
        withdrawn_by uuid,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
        foreign key (organisation_id, created_by) references person (organisation_id, id),
        check (given_on <= valid_until),
        check ((withdrawn_at is null) = (withdrawn_on is null)),
        check (form <> 'ORAL' or oral_reason is not null),
        check (form <> 'WRITTEN' or document_reference is not null)
      );
      create index confidentiality_release_case on confidentiality_release (organisation_id, case_id);
      alter table confidentiality_release enable row level security, force row level security;
      create policy confidentiality_release_tenant on confidentiality_release to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update (withdrawn_on, withdrawn_at, withdrawn_by) on confidentiality_release to beistand_app;

      create table referral (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        -- What both sides call it on the phone; random, so that it tells nothing about anybody's numbers.
        reference text not null unique check (reference ~ '^[A-Z2-9]{4}-[A-Z2-9]{4}$'),
        -- Null once the source has been erased: the referral stays for the sender's account of disclosures.
        case_id uuid,
        release_id uuid,
        office_id uuid not null references office (id),
        office_name text not null,
        sender_name text not null,
        recipient_organisation_id uuid references organisation (id),
        kind text not null check (kind in ('SIGNPOSTING', 'ENQUIRY', 'HANDOVER', 'CO_ADVICE', 'LEGAL_ADVICE')),
        state text not null default 'DRAFT' check (state in ('DRAFT', 'SIGNPOSTED', 'SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED',
          'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'DECLINED', 'RETURN_OFFERED', 'RETURNED', 'WITHDRAWN', 'RELEASE_WITHDRAWN', 'UNANSWERED')),
        -- Row security of the content reads this: from acceptance until the release is withdrawn.
        content_open boolean not null generated always as
          (state in ('ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'RETURN_OFFERED', 'RETURNED')) stored,
        -- Row security of preview and messages reads this: what was declined, withdrawn or lost is closed to the office.
        preview_open boolean not null generated always as
          (state in ('SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED', 'UNANSWERED',
            'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'RETURN_OFFERED', 'RETURNED')) stored,
        reasons text[] not null default '{}',
        field_groups text[] not null default '{}',
        -- The days between which the release may be used: whether it still holds is asked again at acceptance, by the office's deed.
        release_given_on date,
        release_valid_until date,
        -- Of the draft alone: it goes into the content when it is sent.
        question text,
        answer_days smallint check (answer_days between 1 and 90),
        contact_name text not null,
        contact_phone text,
        contact_email text,
        answer_by date,
        version integer not null default 1,
        created_by uuid,
        created_at timestamptz not null default now(),
        state_since timestamptz not null default now(),
        sent_at timestamptz,
        preview_seen_at timestamptz,
        accepted_at timestamptz,
        started_at timestamptz,
        return_offered_at timestamptz,
        unanswered_at timestamptz,
        withdrawn_at timestamptz,
        closed_at timestamptz,
        decline_reason text,
        return_reason text,
        result text,
        withdrawal_reason text check (withdrawal_reason in ('SENDER', 'RELEASE_WITHDRAWN', 'SOURCE_ERASED')),
        primary key (organisation_id, id),
        unique (id),
        unique (organisation_id, id, recipient_organisation_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete set null (case_id),
        foreign key (organisation_id, release_id) references confidentiality_release (organisation_id, id) on delete set null (release_id),
        check ((state = 'DRAFT') <= (sent_at is null)),
        check (state in ('DRAFT', 'SIGNPOSTED', 'WITHDRAWN') or sent_at is not null),
        check (state in ('DRAFT', 'SIGNPOSTED', 'WITHDRAWN') or answer_by is not null),
        check (sent_at is null or recipient_organisation_id is not null),
        check (recipient_organisation_id <> organisation_id),
        check (sent_at is null or question is null),
        check (state <> 'DECLINED' or decline_reason is not null),
        check (state <> 'COMPLETED' or result is not null),
        check (state not in ('RETURN_OFFERED', 'RETURNED') or (return_reason is not null and return_offered_at is not null)),
        check (state <> 'UNANSWERED' or unanswered_at is not null),
        check ((state in ('WITHDRAWN', 'RELEASE_WITHDRAWN')) = (withdrawn_at is not null)),
        check ((withdrawn_at is null) = (withdrawal_reason is null)),
        check (state not in ('SIGNPOSTED', 'DECLINED', 'COMPLETED', 'RETURNED') or closed_at is not null),
        check (not (state in ('ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'RETURN_OFFERED', 'RETURNED', 'RELEASE_WITHDRAWN')) or accepted_at is not null),
        check (kind in ('SIGNPOSTING', 'ENQUIRY') or sent_at is null or cardinality(field_groups) > 0)
      );
      create index referral_case on referral (organisation_id, case_id, created_at desc);
      create index referral_release on referral (organisation_id, release_id);
      create index referral_inbox on referral (recipient_organisation_id, answer_by, id) where recipient_organisation_id is not null;
      alter table referral enable row level security, force row level security;
      create policy referral_sender on referral to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      -- Nothing of a draft, and nothing of a signpost, is ever the office's.
      create policy referral_recipient_read on referral for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING');
      create policy referral_recipient_change on referral for update to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING')
        with check (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING');
      grant select, insert, update on referral to beistand_app;

      -- Rights are a role's and not an organisation's, so columns and steps that are not the office's are kept from it here:
      -- it can neither reopen what was withdrawn nor touch what the sender wrote.
      create function referral_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare
          steps text[] := case
            when old.state in ('SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED') then '{PREVIEW_SEEN,QUESTION_ASKED,ACCEPTED,DECLINED}'
            when old.state = 'UNANSWERED' then '{ACCEPTED,DECLINED}'
            when old.state = 'ACCEPTED' then '{IN_PROGRESS,COMPLETED,RETURN_OFFERED}'
            when old.state = 'IN_PROGRESS' then '{COMPLETED,RETURN_OFFERED}'
            else '{}' end;
          own text[] := '{state,state_since,content_open,preview_open,version,preview_seen_at,accepted_at,started_at,return_offered_at,closed_at,decline_reason,return_reason,result}';
        begin
          if old.recipient_organisation_id = current_organisation()
            and (old.state <> new.state and not (new.state = any (steps)) or to_jsonb(new) - own <> to_jsonb(old) - own) then
            raise exception 'This change of a referral is not the recipient''s.' using errcode = 'insufficient_privilege';
          end if;
          return new;
        end $$;
      create trigger referral_guard before update on referral for each row execute function referral_guard();

      -- What the office decides on. Frozen when it is sent, and closed to it once it declined, or the sender withdrew.
      create table referral_preview (
        organisation_id uuid not null,
        referral_id uuid not null,
        recipient_organisation_id uuid not null,
        preview jsonb not null,
        primary key (organisation_id, referral_id),
        foreign key (organisation_id, referral_id, recipient_organisation_id)
          references referral (organisation_id, id, recipient_organisation_id) on delete cascade
      );
      alter table referral_preview enable row level security, force row level security;
      create policy referral_preview_sender on referral_preview to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy referral_preview_recipient on referral_preview for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_preview.organisation_id and r.id = referral_preview.referral_id and r.preview_open));
      grant select, insert, delete on referral_preview to beistand_app;

      -- The frozen copy of what was released. The office reads it only while the referral is open to it.
      create table referral_content (
        organisation_id uuid not null,
        referral_id uuid not null,
        recipient_organisation_id uuid not null,
        content jsonb not null,
        -- In the counsellor's words, so it is content and no part of the preview.
        purpose text not null,
        frozen_at timestamptz not null default now(),
        primary key (organisation_id, referral_id),
        foreign key (organisation_id, referral_id, recipient_organisation_id)
          references referral (organisation_id, id, recipient_organisation_id) on delete cascade
      );
      alter table referral_content enable row level security, force row level security;
      create policy referral_content_sender on referral_content to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy referral_content_recipient on referral_content for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_content.organisation_id and r.id = referral_content.referral_id and r.content_open));
      grant select, insert, delete on referral_content to beistand_app;

      -- Questions, answers, messages and the report on the result: both sides read them.
      create table referral_message (
        organisation_id uuid not null,
        referral_id uuid not null,
        id uuid not null default uuidv7(),
        from_organisation_id uuid not null references organisation (id),
        person_id uuid not null,
        kind text not null check (kind in ('QUESTION', 'ANSWER', 'MESSAGE', 'RESULT', 'DECLINE', 'RETURN')),
        text text not null check (text <> ''),
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id) on delete cascade,
        foreign key (from_organisation_id, person_id) references person (organisation_id, id)
      );
      create index referral_message_referral on referral_message (organisation_id, referral_id, id);
      alter table referral_message enable row level security, force row level security;
      create policy referral_message_read on referral_message for select to beistand_app
        using (organisation_id = (select current_organisation()) or exists (
          select from referral r where r.organisation_id = referral_message.organisation_id and r.id = referral_message.referral_id
            and r.recipient_organisation_id = (select current_organisation()) and r.preview_open));
      create policy referral_message_write on referral_message for insert to beistand_app
        with check (from_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_message.organisation_id and r.id = referral_message.referral_id));
      create policy referral_message_erase on referral_message for delete to beistand_app
        using (organisation_id = (select current_organisation()));
      grant select, insert, delete on referral_message to beistand_app;

      -- Either side's own notes: the owner is organisation_id, the other side never sees them.
      create table referral_note (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        sender_organisation_id uuid not null,
        referral_id uuid not null,
        author_id uuid not null,
        text text not null check (text <> ''),
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (sender_organisation_id, referral_id) references referral (organisation_id, id) on delete cascade,
        foreign key (organisation_id, author_id) references person (organisation_id, id)
      );
      create index referral_note_referral on referral_note (organisation_id, referral_id, id);
      alter table referral_note enable row level security, force row level security;
      create policy referral_note_tenant on referral_note to beistand_app
        using (organisation_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = sender_organisation_id and r.id = referral_id));
      grant select, insert, delete on referral_note to beistand_app;

      -- The history that both sides share: which state, when, by which side.
      create table referral_event (
        organisation_id uuid not null,
        referral_id uuid not null,
        id uuid not null default uuidv7(),
        at timestamptz not null default now(),
        kind text not null,
        party text not null check (party in ('SENDER', 'RECIPIENT', 'SYSTEM')),
        state text not null,
        reason text,
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id) on delete cascade
      );
      create index referral_event_referral on referral_event (organisation_id, referral_id, id);
      alter table referral_event enable row level security, force row level security;
      create policy referral_event_sender on referral_event to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy referral_event_recipient on referral_event for select to beistand_app
        using (exists (select from referral r where r.organisation_id = referral_event.organisation_id and r.id = referral_event.referral_id
          and r.recipient_organisation_id = (select current_organisation())));
      create policy referral_event_recipient_write on referral_event for insert to beistand_app
        with check (party = 'RECIPIENT' and exists (select from referral r where r.organisation_id = referral_event.organisation_id
          and r.id = referral_event.referral_id and r.recipient_organisation_id = (select current_organisation())));
      grant select, insert on referral_event to beistand_app;

      -- What the client is to be told, and when it became due; in which language, the case says. Another text than the office gets.
      create table referral_letter (
        organisation_id uuid not null,
        referral_id uuid not null,
        id uuid not null default uuidv7(),
        at timestamptz not null default now(),
        kind text not null check (kind in ('SIGNPOSTED', 'REFERRED', 'DISCLOSED', 'RELEASE_WITHDRAWN')),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id) on delete cascade
      );
      create index referral_letter_referral on referral_letter (organisation_id, referral_id, id);
      alter table referral_letter enable row level security, force row level security;
      create policy referral_letter_sender on referral_letter to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      -- The office's acceptance makes a letter due on the sender's side; it cannot read it.
      create policy referral_letter_recipient_write on referral_letter for insert to beistand_app
        with check (kind = 'DISCLOSED' and exists (select from referral r where r.organisation_id = referral_letter.organisation_id
          and r.id = referral_letter.referral_id and r.recipient_organisation_id = (select current_organisation()) and r.content_open));
      grant select, insert on referral_letter to beistand_app;

      -- What was passed on to whom, when and why: the sender's list for the client. Survives the referral's end and the case's.
      -- The case is the referral's: the office writes here by accepting, and need not know it.
      create table disclosure (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        referral_id uuid not null,
        office_name text not null,
        kind text not null check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE')),
        field_groups text[] not null default '{}',
        purpose text not null,
        at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id)
      );
      create index disclosure_referral on disclosure (organisation_id, referral_id, id);
      alter table disclosure enable row level security, force row level security;
      create policy disclosure_sender on disclosure to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      -- The office's deed (opening the content) writes the sender's list in the same transaction; it cannot read it.
      create policy disclosure_recipient_write on disclosure for insert to beistand_app
        with check (exists (select from referral r where r.organisation_id = disclosure.organisation_id and r.id = disclosure.referral_id
          and r.recipient_organisation_id = (select current_organisation()) and r.preview_open));
      grant select, insert on disclosure to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
