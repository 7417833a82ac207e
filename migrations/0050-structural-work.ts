import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that hangs on no case (campaigns, trainings, meetings ...), and which hints from cases to such work were put aside. */
export class StructuralWork1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table structural_activity (
        organisation_id uuid not null references organisation (id),
        id uuid not null default uuidv7(),
        version integer not null default 1,
        kind text not null,
        title text not null check (title <> ''),
        starts_on date not null,
        ends_on date not null,
        partners text[] not null default '{}',
        reach integer check (reach >= 0),
        reach_estimated boolean not null default false,
        district text check (district ~ '^[0-9]{5}$'),
        grounds text[] not null default '{}',
        areas text[] not null default '{}',
        note text,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        removed_at timestamptz,
        primary key (organisation_id, id),
        foreign key (organisation_id, created_by) references person (organisation_id, id),
        check (starts_on <= ends_on),
        check (reach is not null or not reach_estimated)
      );
      create index structural_activity_newest on structural_activity (organisation_id, starts_on desc, id desc) where removed_at is null;

      -- A hint that was put aside says nothing more until further cases of the kind arrive.
      create table structural_hint_dismissal (
        organisation_id uuid not null references organisation (id),
        respondent_type text not null,
        district text not null check (district ~ '^[0-9]{5}$'),
        cases integer not null check (cases > 0),
        dismissed_by uuid not null,
        dismissed_at timestamptz not null default now(),
        primary key (organisation_id, respondent_type, district),
        foreign key (organisation_id, dismissed_by) references person (organisation_id, id)
      );
    `);
    for (const [table, rights] of [
      ['structural_activity', 'select, insert, update'],
      ['structural_hint_dismissal', 'select, insert, update, delete'],
    ] as const)
      await runner.query(`
        alter table ${table} enable row level security, force row level security;
        create policy ${table}_tenant on ${table} to beistand_app
          using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
        grant ${rights} on ${table} to beistand_app;
      `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
