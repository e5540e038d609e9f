import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Every migration in order, as SQL statements. Never edit a released one; add
 * the next.
 */
export const tableChanges: Readonly<Record<string, readonly string[]>> = {
  '001-begin': [
    `create table installation (
       name text primary key,
       created_at timestamptz not null default now(),
       spec jsonb not null
     )`,
    `create table connection (
       name text primary key,
       created_at timestamptz not null default now(),
       view jsonb not null,
       sealed text not null
     )`,
    `create table installation_secret (
       installation text not null references installation on delete cascade,
       name text not null,
       created_at timestamptz not null default now(),
       sealed text not null,
       primary key (installation, name)
     )`,
    `create table run (
       id text primary key,
       installation text not null,
       kind text not null,
       state text not null,
       attempt integer not null default 0,
       created_at timestamptz not null default now(),
       spec jsonb not null,
       worker text,
       fence integer not null default 0,
       heartbeat_at timestamptz,
       cancel_requested boolean not null default false,
       last_event_id integer not null default 0
     )`,
    // One active run per installation: enforced by the database.
    `create unique index run_unfinished on run (installation) where state in ('queued', 'running', 'paused')`,
    `create index run_created on run (created_at)`,
    `create table step (
       run_id text not null references run on delete cascade,
       name text not null,
       attempt integer not null,
       state text not null,
       input_hash text not null,
       output jsonb,
       started_at timestamptz not null,
       ended_at timestamptz,
       primary key (run_id, name, attempt)
     )`,
    `create table run_event (
       run_id text not null references run on delete cascade,
       id integer not null,
       time timestamptz not null,
       attempt integer not null,
       type text not null,
       severity text not null,
       phase text,
       step text,
       component text,
       code text,
       message text not null,
       data jsonb,
       primary key (run_id, id)
     )`,
    `create table session (
       id_hash text primary key,
       csrf_token text not null,
       created_at timestamptz not null default now(),
       expires_at timestamptz not null
     )`,
  ],
  '002-owner': [
    `create table cluster_owner (
       installation text primary key,
       mark text not null
     )`,
  ],
  // The page token is derived from the cookie, of which only the hash is kept.
  '003-no-csrf-token': [`alter table session drop column csrf_token`],
  '004-run-options': [`alter table run add column options jsonb not null default '{}'`],
  // The page token is no longer derived from the cookie, which every port of the machine receives. Users must log in again.
  '005-csrf-hash': [`delete from session`, `alter table session add column csrf_hash text not null`],
  // Views of ended runs, so that listing them reads no events; filled on first use.
  '006-run-view': [
    `create table run_view (
       run_id text primary key references run on delete cascade,
       version text not null,
       view jsonb not null
     )`,
    `create index run_of_installation on run (installation, created_at)`,
  ],
  // The principal who asked for a run; unknown for earlier runs.
  '007-requested-by': [`alter table run add column requested_by jsonb`],
};

/** The same for Kysely's migrator, which remembers what was done. */
export function makeMigrations(): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(tableChanges).map(([name, statements]) => [
      name,
      {
        async up(database: Kysely<unknown>): Promise<void> {
          for (const statement of statements) await sql.raw(statement).execute(database);
        },
      },
    ]),
  );
}
