import type { Requester } from '../../api/principal.ts';
import type { ColumnType, Generated } from 'kysely';
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
  /** What a run that has ended looks like: the fold of its events, by a version of the program. */
  run_view: {
    run_id: string;
    version: string;
    view: Json<RunView>;
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
    created_at: Time;
    expires_at: Time;
  };
  /** What Kysely's migrator has done. */
  kysely_migration: {
    name: string;
    timestamp: string;
  };
}
