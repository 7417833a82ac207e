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
        withdrawn_at timestamptz,
        withdrawn_by uuid,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
        check (given_on <= valid_until),
        check (form <> 'ORAL' or oral_reason is not null),
        check (form <> 'WRITTEN' or document_reference is not null)
      );
      create index confidentiality_release_case on confidentiality_release (organisation_id, case_id);
      alter table confidentiality_release enable row level security, force row level security;
      create policy confidentiality_release_tenant on confidentiality_release to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update (withdrawn_at, withdrawn_by) on confidentiality_release to beistand_app;

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
        reasons text[] not null default '{}',
        field_groups text[] not null default '{}',
        purpose text,
        contact_name text not null,
        contact_phone text,
        contact_email text,
        answer_by date,
        preview jsonb,
        version integer not null default 1,
        created_by uuid,
        created_at timestamptz not null default now(),
        state_since timestamptz not null default now(),
        sent_at timestamptz,
        previewed_at timestamptz,
        accepted_at timestamptz,
        closed_at timestamptz,
        decline_reason text,
        return_reason text,
        result text,
        withdrawal_reason text,
        primary key (organisation_id, id),
        unique (id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete set null (case_id),
        foreign key (organisation_id, release_id) references confidentiality_release (organisation_id, id) on delete set null (release_id),
        check ((state = 'DRAFT') <= (sent_at is null)),
        check (state in ('DRAFT', 'SIGNPOSTED', 'WITHDRAWN') or sent_at is not null),
        check (state in ('DRAFT', 'SIGNPOSTED', 'WITHDRAWN') or answer_by is not null),
        check ((decline_reason is not null) >= (state = 'DECLINED')),
        check (not (state in ('ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'RETURN_OFFERED', 'RETURNED', 'RELEASE_WITHDRAWN')) or accepted_at is not null),
        check (kind in ('SIGNPOSTING', 'ENQUIRY') or sent_at is null or cardinality(field_groups) > 0)
      );
      create index referral_case on referral (organisation_id, case_id, created_at desc);
      create index referral_inbox on referral (recipient_organisation_id, state, answer_by, id) where recipient_organisation_id is not null;
      create index referral_waiting on referral (organisation_id, answer_by) where state in ('SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED');
      alter table referral enable row level security, force row level security;
      create policy referral_sender on referral to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      -- Nothing of a draft, and nothing of a signpost, is ever the office's.
      create policy referral_recipient_read on referral for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING');
      create policy referral_recipient_change on referral for update to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING')
        with check (recipient_organisation_id = (select current_organisation()) and sent_at is not null and kind <> 'SIGNPOSTING');
      grant select, insert, update, delete on referral to beistand_app;

      -- The frozen copy of what was released. The office reads it only while the referral is open to it.
      create table referral_content (
        organisation_id uuid not null,
        referral_id uuid not null,
        recipient_organisation_id uuid not null references organisation (id),
        content jsonb not null,
        frozen_at timestamptz not null default now(),
        primary key (organisation_id, referral_id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id) on delete cascade
      );
      alter table referral_content enable row level security, force row level security;
      create policy referral_content_sender on referral_content to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy referral_content_recipient on referral_content for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_content.organisation_id and r.id = referral_content.referral_id and r.content_open));
      grant select, insert on referral_content to beistand_app;

      -- Questions, answers, messages and the report on the result: both sides read them.
      create table referral_message (
        organisation_id uuid not null,
        referral_id uuid not null,
        id uuid not null default uuidv7(),
        from_organisation_id uuid not null references organisation (id),
        person_id uuid not null,
        kind text not null check (kind in ('QUESTION', 'ANSWER', 'MESSAGE', 'RESULT')),
        text text not null check (text <> ''),
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id) on delete cascade,
        foreign key (from_organisation_id, person_id) references person (organisation_id, id)
      );
      create index referral_message_referral on referral_message (organisation_id, referral_id, id);
      alter table referral_message enable row level security, force row level security;
      create policy referral_message_read on referral_message for select to beistand_app
        using (organisation_id = (select current_organisation()) or from_organisation_id = (select current_organisation()) or exists (
          select from referral r where r.organisation_id = referral_message.organisation_id and r.id = referral_message.referral_id
            and r.recipient_organisation_id = (select current_organisation()) and r.state not in ('WITHDRAWN', 'RELEASE_WITHDRAWN')));
      create policy referral_message_write on referral_message for insert to beistand_app
        with check (from_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_message.organisation_id and r.id = referral_message.referral_id));
      grant select, insert on referral_message to beistand_app;

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
      grant select, insert on referral_note to beistand_app;

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

      -- What was passed on to whom, when and why: the sender's list for the client. Survives the referral's end and the case's.
      create table disclosure (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        case_id uuid,
        referral_id uuid not null,
        office_name text not null,
        kind text not null check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE')),
        field_groups text[] not null default '{}',
        purpose text not null,
        at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral (organisation_id, id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete set null (case_id)
      );
      create index disclosure_case on disclosure (organisation_id, case_id, id);
      create index disclosure_referral on disclosure (organisation_id, referral_id, id);
      alter table disclosure enable row level security, force row level security;
      create policy disclosure_sender on disclosure to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      -- The office's deed (opening the content) writes the sender's list in the same transaction; it cannot read it.
      create policy disclosure_recipient_write on disclosure for insert to beistand_app
        with check (exists (select from referral r where r.organisation_id = disclosure.organisation_id and r.id = disclosure.referral_id
          and r.recipient_organisation_id = (select current_organisation())));
      grant select, insert on disclosure to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
