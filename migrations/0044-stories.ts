import type { MigrationInterface, QueryRunner } from 'typeorm';

const own = 'organisation_id = (select current_organisation())';
/** The own service's story behind a row of the pool. */
const ownStory = (row: string): string =>
  `exists (select from public.story s where s.organisation_id = (select current_organisation()) and s.pool_id = ${row})`;

/**
 * Anonymised case stories: the client's consent, the story as its service keeps it, and apart from both what campaigns may read. A row of the pool
 * names neither case nor service nor author, and no policy leads a reader from it to them. What must hold whoever writes stands in the tables:
 * a second person, a consent that holds, nothing in the pool that was withdrawn.
 */
export class Stories1700000000044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.tables(runner);
    await this.guards(runner);
    await this.rights(runner);
    await this.keys(runner);
  }

  private async tables(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table story_consent (
        organisation_id uuid not null references organisation (id),
        id uuid not null,
        -- Null: the case was erased, and the client had wanted the story to stay.
        case_id uuid,
        given_on date not null,
        valid_until date check (valid_until >= given_on),
        uses text[] not null check (cardinality(uses) > 0),
        form text not null check (form in ('WRITTEN', 'ORAL')),
        oral_reason text,
        document_reference text,
        explained_in text not null,
        interpreter text,
        guardian text,
        outlives_case boolean not null,
        recorded_by uuid not null,
        recorded_at timestamptz not null default now(),
        withdrawn_on date,
        withdrawn_at timestamptz,
        withdrawn_by uuid,
        primary key (organisation_id, id),
        -- No cascade: a case does not go before somebody has decided on what was written from it.
        foreign key (organisation_id, case_id) references cases (organisation_id, id),
        foreign key (organisation_id, recorded_by) references person (organisation_id, id),
        foreign key (organisation_id, withdrawn_by) references person (organisation_id, id),
        check (case_id is not null or outlives_case),
        check ((withdrawn_at is null) = (withdrawn_on is null)),
        check ((withdrawn_at is null) = (withdrawn_by is null))
      );
      create index story_consent_case on story_consent (organisation_id, case_id);

      create table story (
        organisation_id uuid not null references organisation (id),
        id uuid not null,
        consent_id uuid not null,
        version integer not null default 1,
        state text not null default 'DRAFT' check (state in ('DRAFT', 'SUBMITTED', 'SIGNED_OFF', 'WITHDRAWN')),
        title text,
        text text,
        -- What the second person wrote who gave it back.
        remark text,
        -- Counts the writes of the texts.
        text_revision integer not null default 1,
        language text not null,
        grounds text[] not null,
        area text,
        region text check (region ~ '^[0-9]{3}$'),
        authors uuid[] not null check (cardinality(authors) > 0),
        checks text[] not null default '{}',
        created_at timestamptz not null default now(),
        submitted_by uuid,
        submitted_at timestamptz,
        signed_off_by uuid,
        signed_off_at timestamptz,
        withdrawn_by uuid,
        withdrawn_at timestamptz,
        withdrawal text check (withdrawal in ('CONSENT_WITHDRAWN', 'RETRACTED')),
        -- The row of the pool while it is there: random, so that nothing of the story shows in it.
        pool_id uuid,
        primary key (organisation_id, id),
        unique (organisation_id, pool_id),
        foreign key (organisation_id, consent_id) references story_consent (organisation_id, id),
        foreign key (organisation_id, submitted_by) references person (organisation_id, id),
        foreign key (organisation_id, signed_off_by) references person (organisation_id, id),
        foreign key (organisation_id, withdrawn_by) references person (organisation_id, id),
        constraint story_second_person check (signed_off_by is null or not (signed_off_by = any (authors))),
        check ((state = 'SIGNED_OFF') = (pool_id is not null)),
        check (state <> 'SIGNED_OFF' or signed_off_by is not null),
        check ((signed_off_by is null) = (signed_off_at is null)),
        check (signed_off_by is null or state in ('SIGNED_OFF', 'WITHDRAWN')),
        check ((submitted_by is null) = (submitted_at is null)),
        check (state not in ('SUBMITTED', 'SIGNED_OFF') or submitted_by is not null and cardinality(checks) > 0),
        check ((state = 'WITHDRAWN') = (withdrawn_at is not null)),
        check ((withdrawn_at is null) = (withdrawn_by is null)),
        check ((withdrawn_at is null) = (withdrawal is null)),
        check ((state = 'WITHDRAWN') = (text is null)),
        check ((text is null) = (title is null)),
        check (remark is null or state = 'DRAFT')
      );
      create index story_newest on story (organisation_id, id desc);
      create index story_consent_of on story (organisation_id, consent_id);

      create table pool_story (
        id uuid primary key,
        title text not null,
        text text not null,
        language text not null,
        grounds text[] not null,
        area text,
        region text check (region ~ '^[0-9]{3}$'),
        uses text[] not null check (cardinality(uses) > 0),
        usable_until date,
        -- Since when it is there, no finer: a day could be laid beside a day of the service.
        quarter text not null check (quarter ~ '^[0-9]{4}-Q[1-4]$')
      );
      create index pool_story_newest on pool_story (quarter desc, id desc);
    `);
  }

  private async guards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- As whoever writes: row security holds inside, too.
      create function story_leaves_pool(pool uuid) returns void language plpgsql set search_path = pg_catalog, public as $$
        begin
          delete from keyring.data_key where scope = 'POOL' and subject_id = pool;
          delete from pool_story where id = pool;
        end $$;

      create function story_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare
          -- A story that was signed off is the one that was looked at; all that happens to it is that it goes.
          ends text[] := '{version,state,title,text,remark,withdrawn_by,withdrawn_at,withdrawal,pool_id}';
        begin
          if tg_op = 'DELETE' then
            if old.pool_id is not null then
              perform story_leaves_pool(old.pool_id);
            end if;
            return old;
          end if;
          if tg_op = 'INSERT' then
            if new.state <> 'DRAFT' then
              raise exception 'a story begins as a draft' using errcode = 'check_violation';
            end if;
            return new;
          end if;
          if (old.state, new.state) not in (('DRAFT', 'DRAFT'), ('DRAFT', 'SUBMITTED'), ('SUBMITTED', 'DRAFT'), ('SUBMITTED', 'SIGNED_OFF'),
            ('DRAFT', 'WITHDRAWN'), ('SUBMITTED', 'WITHDRAWN'), ('SIGNED_OFF', 'WITHDRAWN')) then
            raise exception 'a story does not go from % to %', old.state, new.state using errcode = 'check_violation';
          end if;
          if not (old.authors <@ new.authors) then
            raise exception 'whoever has written in a story stays its author' using errcode = 'check_violation';
          end if;
          if old.state = 'SUBMITTED' and new.state = 'SIGNED_OFF' and (new.title, new.text, new.text_revision, new.grounds, new.authors)
            is distinct from (old.title, old.text, old.text_revision, old.grounds, old.authors) then
            raise exception 'a story is signed off as it was submitted' using errcode = 'check_violation';
          end if;
          if new.state = 'SIGNED_OFF' and exists (select from story_consent c where c.organisation_id = new.organisation_id
            and c.id = new.consent_id and c.withdrawn_at is not null) then
            raise exception 'the consent was withdrawn' using errcode = 'check_violation';
          end if;
          if old.state = 'SIGNED_OFF' then
            if to_jsonb(new) - ends <> to_jsonb(old) - ends then
              raise exception 'a story that was signed off does not change' using errcode = 'check_violation';
            end if;
            perform story_leaves_pool(old.pool_id);
          end if;
          return new;
        end $$;
      create trigger story_guard before insert or update or delete on story for each row execute function story_guard();

      create function story_consent_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
          if old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at then
            raise exception 'a withdrawal stays' using errcode = 'check_violation';
          end if;
          if new.withdrawn_at is not null and exists (select from story s where s.organisation_id = new.organisation_id
            and s.consent_id = new.id and s.state <> 'WITHDRAWN') then
            raise exception 'stories go with their consent' using errcode = 'check_violation';
          end if;
          return new;
        end $$;
      create trigger story_consent_guard before update on story_consent for each row execute function story_consent_guard();
    `);
  }

  private async rights(runner: QueryRunner): Promise<void> {
    for (const table of ['story_consent', 'story'])
      await runner.query(`
        alter table ${table} enable row level security, force row level security;
        create policy ${table}_tenant on ${table} to beistand_app using (${own}) with check (${own});
      `);
    await runner.query(`
      grant select, insert, delete, update (case_id, oral_reason, interpreter, guardian, withdrawn_on, withdrawn_at, withdrawn_by)
        on story_consent to beistand_app;
      grant select, insert, update, delete on story to beistand_app;

      alter table pool_story enable row level security, force row level security;
      -- Campaign teams of every carrier; for the others there is no pool.
      create policy pool_story_campaign on pool_story for select to beistand_app using (
        (usable_until is null or usable_until >= (now() at time zone 'Europe/Berlin')::date)
        and exists (select from organisation o where o.id = (select current_organisation()) and o.kind = 'CAMPAIGN_TEAM'));
      create policy pool_story_service on pool_story for select to beistand_app using (${ownStory('pool_story.id')});
      create policy pool_story_add on pool_story for insert to beistand_app with check (${ownStory('pool_story.id')});
      create policy pool_story_take on pool_story for delete to beistand_app using (${ownStory('pool_story.id')});
      -- No right to change one: it says what two people have looked through, or it is gone.
      grant select, insert, delete on pool_story to beistand_app;
    `);
  }

  /** STORY: the service's, one for each consent. POOL: the house's, one for each story of the pool, for whoever may see its row. */
  private async keys(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.data_key drop constraint data_key_scope_check;
      alter table keyring.data_key add constraint data_key_scope_check
        check (scope in ('CASE', 'CONTENT', 'CONVERSATION', 'NOTES', 'SEARCH', 'LISTS', 'ANSWER', 'SIGN_IN', 'STORY', 'POOL'));
      create policy data_key_pool_read on keyring.data_key for select to beistand_app using (
        scope = 'POOL' and (select current_organisation()) is not null and exists (select from public.pool_story p where p.id = data_key.subject_id)
        or scope = 'POOL' and ${ownStory('data_key.subject_id')});
      create policy data_key_pool_add on keyring.data_key for insert to beistand_app with check (
        scope = 'POOL' and ${ownStory('data_key.subject_id')});
      create policy data_key_pool_destroy on keyring.data_key for delete to beistand_app using (
        scope = 'POOL' and ${ownStory('data_key.subject_id')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
