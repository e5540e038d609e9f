import type { Requester, Role } from '../../api/principal.ts';
import type { ColumnType, Generated } from 'kysely';
import type { AuditEntry } from '../../api/contract.ts';
import type { RunOptions } from '../../api/run-options.ts';
import type { Installation } from '../../installation/installation.ts';
import type { PhaseName, RunKind, RunStateName, RunView, Severity } from '../../api/run.ts';

/** Read as a `Date`, written as one or by the database's clock. */
type Time = ColumnType<Date, Date | string, Date | string>;
/** Read as what it holds, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** The tables as Kysely sees them; `migrations.ts` makes them. Columns named `sealed` hold what the vault encrypted. */
export interface Tables {
  installation: {
    name: string;
    created_at: Time;
    spec: Json<Installation>;
  };
  connection: {
    name: string;
    created_at: Time;
    /** What may be shown: never a secret. */
    view: Json<unknown>;
    sealed: string;
  };
  /** Secrets that a run left behind, encrypted: kubeconfig, credentials. */
  installation_secret: {
    installation: string;
    name: string;
    created_at: Time;
    sealed: string;
  };
  /** Distinguishes an installation's cluster from another of the same name. Can exist before the installation, for a preview of the order. */
  cluster_owner: {
    installation: string;
    mark: string;
  };
  run: {
    id: string;
    installation: string;
    kind: RunKind;
    state: RunStateName;
    attempt: Generated<number>;
    created_at: Time;
    /** The installation as it was when the run was asked for. */
    spec: Json<Installation>;
    options: ColumnType<RunOptions, string | undefined, string>;
    /** Who asked for it; null in runs of earlier versions. */
    requested_by: ColumnType<Requester | null, string | null | undefined, string | null>;
    /** Who works on it; null when nobody does. */
    worker: string | null;
    /** Raised at every claim: a write with an older one is refused. */
    fence: Generated<number>;
    heartbeat_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    cancel_requested: Generated<boolean>;
    last_event_id: Generated<number>;
  };
  /** What a run that has ended looks like: the fold of its events, by a version of the fold. */
  run_view: {
    run_id: string;
    version: string;
    view: Json<RunView>;
  };
  /** Results of the last checks of a running Kubeflow. */
  verification: {
    installation: string;
    view: Json<unknown>;
  };
  /** The last look at the proxy of a cluster. */
  proxy_check: {
    installation: string;
    view: Json<unknown>;
  };
  step: {
    run_id: string;
    name: string;
    attempt: number;
    state: 'running' | 'succeeded' | 'failed' | 'cancelled';
    input_hash: string;
    output: Json<Record<string, unknown> | null> | null;
    started_at: Time;
    ended_at: Time | null;
  };
  run_event: {
    run_id: string;
    id: number;
    time: Time;
    attempt: number;
    type: string;
    severity: Severity;
    phase: PhaseName | null;
    step: string | null;
    component: string | null;
    code: string | null;
    message: string;
    data: Json<Record<string, unknown> | null> | null;
  };
  /** A browser's login. Only hashes of its cookie and of its page's token are kept, so that who reads the database cannot use them. */
  session: {
    id_hash: string;
    csrf_hash: string;
    person: Generated<string>;
    /** Where the login came from. */
    address: string | null;
    /** What the browser calls itself. */
    client: string | null;
    created_at: Time;
    expires_at: Time;
  };
  /** Who may use the server. */
  person: {
    id: string;
    /** The name to log in with, unique without regard to case. */
    name: string;
    email: string | null;
    role: Role;
    /** Operator's rights end at the installations of `person_installation`. */
    only_granted: Generated<boolean>;
    disabled: Generated<boolean>;
    /** Its argon2id hash; null for a person without one. */
    password: string | null;
    created_at: Time;
    last_login_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  /** Who logs in through an OpenID provider, by what the provider never gives to somebody else. */
  person_identity: {
    issuer: string;
    subject: string;
    person: string;
  };
  /** Installations that are granted to a person by name: what they created, and what an admin gave them. */
  person_installation: {
    person: string;
    installation: string;
  };
  /** One-time codes that were used, until they would have expired. */
  used_login_code: {
    code_hash: string;
    expires_at: Time;
  };
  /** Failed logins by account and by address, as keyed hashes: people also type passwords into the wrong field. */
  login_failure: {
    key_hash: string;
    count: number;
    last_at: Time;
  };
  /** Who did what. Only added to. */
  audit_entry: {
    id: Generated<string>;
    time: Time;
    person: string | null;
    person_name: string | null;
    by: AuditEntry['by'];
    address: string;
    action: string;
    target: string;
    result: string;
  };
  /** What programs log in with. The token itself is shown once and kept nowhere. */
  api_token: {
    id: string;
    token_hash: string;
    person: string;
    name: string;
    role: Role;
    created_at: Time;
    expires_at: Time;
  };
  /** Values of the server itself, encrypted. */
  setting: {
    name: string;
    sealed: string;
  };
  /** The user's own releases, where several servers share a database. */
  release_bundle: {
    name: string;
    version: string;
    digest: string;
    source: string;
  };
  /** The bytes of a bundle, in pieces: a row of many megabytes is slow. */
  release_chunk: {
    name: string;
    version: string;
    position: number;
    content: Buffer;
  };
  /** One-time codes for the address of a dashboard, as hashes. */
  dashboard_ticket: {
    ticket_hash: string;
    admission: Json<{ installation: string; session: string; path: string }>;
    expires_at: Time;
  };
  /** Work beside runs, by the server that does it; `owner` is null when it has ended. */
  work: {
    kind: string;
    installation: string;
    owner: string | null;
    view: Json<unknown>;
    beat_at: Time;
    cancel_requested: Generated<boolean>;
  };
  /** A check or download that a person has under way; counts while the server that does it beats. */
  person_share: {
    id: string;
    person: string;
    kind: 'checks' | 'fetches';
    beat_at: Time;
  };
  /** How many requests a person had left at a time; below 0 when several servers let in more than the limit. */
  person_requests: {
    person: string;
    remaining: number;
    counted_at: Time;
  };
  /** What Kysely's migrator has done. */
  kysely_migration: {
    name: string;
    timestamp: string;
  };
}
