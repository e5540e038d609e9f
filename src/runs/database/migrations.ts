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
  // Results of the last checks of a running Kubeflow.
  '008-verification': [
    `create table verification (
       installation text primary key references installation on delete cascade,
       view jsonb not null
     )`,
  ],
  // Who may use the server, and what each may do. The owner of the server's token is the first; all earlier sessions are the owner's.
  '009-people': [
    `create table person (
       id text primary key,
       name text not null,
       email text,
       role text not null check (role in ('viewer', 'operator', 'admin')),
       only_granted boolean not null default false,
       disabled boolean not null default false,
       password text,
       created_at timestamptz not null default now(),
       last_login_at timestamptz
     )`,
    `create unique index person_name on person (lower(name))`,
    `insert into person (id, name, role) values ('owner', 'Owner', 'admin')`,
    `create table person_installation (
       person text not null references person on delete cascade,
       installation text not null,
       primary key (person, installation)
     )`,
    `create index person_of_installation on person_installation (installation)`,
    // With a default, so that a server of the version before can still write its sessions.
    `alter table session add column person text not null default 'owner' references person on delete cascade`,
    `alter table session add column address text`,
    `alter table session add column client text`,
    `create table used_login_code (
       code_hash text primary key,
       expires_at timestamptz not null
     )`,
    `create table login_failure (
       key_hash text primary key,
       count integer not null,
       last_at timestamptz not null
     )`,
    `create table api_token (
       id text primary key,
       token_hash text not null unique,
       person text not null references person on delete cascade,
       name text not null,
       role text not null check (role in ('viewer', 'operator', 'admin')),
       created_at timestamptz not null default now(),
       expires_at timestamptz not null
     )`,
  ],
  // What several servers on one database share, instead of files of one of them.
  '010-replicas': [
    `create table setting (
       name text primary key,
       sealed text not null
     )`,
    `create table release_bundle (
       name text not null,
       version text not null,
       digest text not null,
       source text not null,
       primary key (name, version)
     )`,
    `create table release_chunk (
       name text not null,
       version text not null,
       position integer not null,
       content bytea not null,
       primary key (name, version, position),
       foreign key (name, version) references release_bundle on delete cascade
     )`,
    `create table dashboard_ticket (
       ticket_hash text primary key,
       admission jsonb not null,
       expires_at timestamptz not null
     )`,
  ],
  // Who did what. The database itself refuses to change or delete an entry.
  '011-audit': [
    `create table audit_entry (
       id bigint generated by default as identity primary key,
       time timestamptz not null,
       person text,
       person_name text,
       by text not null,
       address text not null,
       action text not null,
       target text not null,
       result text not null
     )`,
    `create index audit_time on audit_entry (time)`,
    `create function refuse_audit_change() returns trigger language plpgsql as
       $$ begin raise exception 'audit entries cannot be changed or deleted'; end $$`,
    `create trigger audit_stays before update or delete or truncate on audit_entry
       for each statement execute function refuse_audit_change()`,
  ],
  // Who a person is at an OpenID provider.
  '012-person-identity': [
    `create table person_identity (
       issuer text not null,
       subject text not null,
       person text not null unique references person on delete cascade,
       primary key (issuer, subject)
     )`,
  ],
  // How work beside runs is getting on: each server on the database shows what another does.
  '013-work': [
    `create table work (
       kind text not null,
       installation text not null,
       owner text,
       view jsonb not null,
       beat_at timestamptz not null,
       cancel_requested boolean not null default false,
       primary key (kind, installation)
     )`,
  ],
  // Old entries of the audit list may be deleted: by a transaction that says up to when, and none of the last 30 days.
  '014-audit-retention': [
    `create function audit_deleted_before() returns timestamptz language sql stable as
       $$ select nullif(current_setting('mlanywhere.audit_deleted_before', true), '')::timestamptz $$`,
    `create function refuse_young_audit_deletion() returns trigger language plpgsql as
       $$ begin
         if old.time >= least(audit_deleted_before(), now() - interval '30 days') then
           raise exception 'audit entries cannot be changed or deleted';
         end if;
         return old;
       end $$`,
    `create trigger audit_entry_stays before delete on audit_entry
       for each row execute function refuse_young_audit_deletion()`,
    `create or replace function refuse_audit_change() returns trigger language plpgsql as
       $$ begin
         if tg_op = 'DELETE' and audit_deleted_before() is not null then return null; end if;
         raise exception 'audit entries cannot be changed or deleted';
       end $$`,
  ],
  // In the order of lists, so that a page reads its own rows only.
  '015-list-orders': [
    `create index installation_newest on installation (created_at desc, name)`,
    `create index run_newest on run (created_at desc, id desc)`,
    `drop index run_created`,
    `create index run_newest_of_installation on run (installation, created_at desc, id desc)`,
    `drop index run_of_installation`,
    `create index person_oldest on person (created_at, id)`,
    `create index api_token_newest on api_token (created_at desc, id)`,
    `create index session_newest on session (created_at desc, id_hash)`,
  ],
  // Limits for each person, counted over all servers on the database: checks and downloads under way, and requests.
  '016-limits': [
    `create table person_share (
       id text primary key,
       person text not null references person on delete cascade,
       kind text not null,
       beat_at timestamptz not null
     )`,
    `create index share_of_person on person_share (person)`,
    `create table person_requests (
       person text primary key references person on delete cascade,
       remaining double precision not null,
       counted_at timestamptz not null
     )`,
  ],
  // The last look at the proxy of a cluster.
  '017-proxy-check': [
    `create table proxy_check (
       installation text primary key references installation on delete cascade,
       view jsonb not null
     )`,
  ],
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
