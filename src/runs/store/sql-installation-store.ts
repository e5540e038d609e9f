import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import {
  connectionInput,
  connectionView,
  proxyCheckView,
  verificationView,
  type ConnectionInput,
} from '../../api/contract.ts';
import type { RunKind } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import type { ClusterHandle } from '../../platforms/platform.ts';
import { kindsThatRemove, kindsThatUninstall, type StepName } from '../../run-view/run-kinds.ts';
import { Secret } from '../../secret.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';
import type { Credentials, InstallationRecord, InstallationStore } from './installation-store.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { connectionPlace, secretPlace } from '../secrets/encrypted-columns.ts';
import { secretsOfConnection, secretsOfKubeconfig, shownTexts } from '../secrets/secrets-within.ts';
import { nodeAccessRow, openNodeAccess, sealNodeAccess, type StoredNodeAccess } from '../secrets/node-access.ts';
import { openSecretRows } from '../secrets/secret-rows.ts';
import { storableJson } from './storable.ts';
import { findView, saveView } from '../views/last-views.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Writer } from './run-rows.ts';

export interface InstallationStoreParts {
  readonly database: Database;
  readonly vault: Vault;
  /** Receives each secret that enters or leaves the store. */
  readonly redactor: Redactor;
}

/** The row with all secret values that were given for an installation. Its name stays: what is sealed belongs to it. */
const givenSecrets = 'access';
/** The row with what others had set on objects that an unfinished upgrade makes again. */
const upgradeSettings = 'upgrade-settings';

/** `InstallationStore` in PostgreSQL's dialect, for both engines. */
export function openSqlInstallationStore({ database, vault, redactor }: InstallationStoreParts): InstallationStore {
  const tables = database.sql;

  const { writeSecret, saveSecret, findSecret, removeSecrets } = openSecretRows({ database, vault });

  const requireSecret = async (installation: string, name: string, what: string): Promise<Secret> => {
    const secret = await findSecret(installation, name);
    if (secret) return secret;
    await getInstallation(installation);
    throw new MlaError('run.nothingYet', { installation, what });
  };

  const learn = (secrets: readonly Secret[]): void => {
    for (const secret of secrets) redactor.add(secret);
  };

  const learnConnection = (name: string, input: ConnectionInput): void => {
    redactor.keepReadable([name, ...shownTexts(input)]);
    learn(secretsOfConnection(input));
  };

  const openCredentials = (secret: Secret): Credentials => {
    const {
      email,
      password,
      others = {},
    } = JSON.parse(secret.reveal()) as { email: string; password?: string; others?: Record<string, string> };
    const credentials = {
      email,
      ...(password !== undefined && { password: new Secret(password) }),
      others: Object.fromEntries(Object.entries(others).map(([name, text]) => [name, new Secret(text)])),
    };
    learn([...(credentials.password ? [credentials.password] : []), ...Object.values(credentials.others)]);
    return credentials;
  };

  const loadGivenSecrets = async (
    installation: string,
    reader: Kysely<Tables> = tables,
  ): Promise<Record<string, Secret>> => {
    const sealed = await findSecret(installation, givenSecrets, reader);
    const values = sealed === undefined ? {} : (JSON.parse(sealed.reveal()) as Record<string, string>);
    const secrets = Object.entries(values).map(([name, text]) => [name, new Secret(text)] as const);
    learn(secrets.map(([, secret]) => secret));
    return Object.fromEntries(secrets);
  };

  const loadNodeAccess = async (installation: string, reader: Kysely<Tables> = tables): Promise<StoredNodeAccess> => {
    const access = openNodeAccess(await findSecret(installation, nodeAccessRow, reader));
    learn(access.key === undefined ? [] : [access.key.privateKey]);
    return access;
  };

  const lockInstallation = async (writer: Writer, installation: string): Promise<void> => {
    const known = await writer
      .selectFrom('installation')
      .select('name')
      .where('name', '=', installation)
      .forUpdate()
      .executeTakeFirst();
    if (!known) throw new MlaError('run.installationNotFound', { installation });
  };

  /** Adds to what is stored. Locks the installation, so that of two callers at once none loses a value. */
  const givenSecretsWriter =
    (installation: string, values: Readonly<Record<string, Secret>>) =>
    async (writer: Writer): Promise<void> => {
      learn(Object.values(values));
      await lockInstallation(writer, installation);
      const all = { ...(await loadGivenSecrets(installation, writer)), ...values };
      const revealed = Object.entries(all).map(([name, secret]) => [name, secret.reveal()] as const);
      const secret = new Secret(JSON.stringify(Object.fromEntries(revealed)));
      await writeSecret(writer, { installation, name: givenSecrets, secret });
    };

  const getInstallation = async (name: string): Promise<InstallationRecord> => {
    const row = await selectInstallations(tables).where('installation.name', '=', name).executeTakeFirst();
    if (!row) throw new MlaError('run.installationNotFound', { installation: name });
    return toRecord(row);
  };

  return {
    async listInstallations({ limit, before } = {}) {
      let query = selectInstallations(tables)
        .where(
          sql<boolean>`not exists (
            select from (select kind, state from run where run.installation = installation.name order by run.created_at desc, run.id desc limit 1) as newest
            where newest.kind in (${sql.join(kindsThatRemove)}) and newest.state = 'succeeded')`,
        )
        .orderBy('installation.created_at', 'desc')
        .orderBy('installation.name');
      // Compares the database's own timestamps: a `Date` is a thousand times coarser.
      if (before !== undefined) {
        await getInstallation(before);
        const time = sql`(select last.created_at from installation as last where last.name = ${before})`;
        // The first condition alone says where to begin in the index.
        query = query.where(
          sql<boolean>`installation.created_at <= ${time} and (installation.created_at < ${time} or installation.name > ${before})`,
        );
      }
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).map(toRecord);
    },

    getInstallation,

    async listConnections({ limit, after }) {
      const query = tables.selectFrom('connection').select('view').orderBy('name').limit(limit);
      const rows = await (after === undefined ? query : query.where('name', '>', after)).execute();
      return rows.map(({ view }) => connectionView.parse(view));
    },

    async findConnection(name) {
      const row = await tables.selectFrom('connection').select('view').where('name', '=', name).executeTakeFirst();
      return row && connectionView.parse(row.view);
    },

    async saveConnection(view, input) {
      learnConnection(view.name, input);
      const sealed = vault.seal(new Secret(JSON.stringify(input)), connectionPlace(view.name));
      const row = { view: storableJson(view), sealed };
      await database.write((writer) =>
        writer
          .insertInto('connection')
          .values({ name: view.name, created_at: sql<Date>`now()`, ...row })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
          .execute(),
      );
    },

    async loadConnection(name) {
      const row = await tables.selectFrom('connection').select('sealed').where('name', '=', name).executeTakeFirst();
      if (!row) throw new MlaError('run.connectionNotFound', { connection: name });
      const input = connectionInput.parse(JSON.parse(vault.open(row.sealed, connectionPlace(name)).reveal()));
      learnConnection(name, input);
      return { name, input };
    },

    async removeConnection(name) {
      await database.write(async (writer) => {
        // Locked until the end: a concurrent request for a run with this connection waits, and then finds it gone.
        const known = await writer
          .selectFrom('connection')
          .select('name')
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst();
        if (!known) throw new MlaError('run.connectionNotFound', { connection: name });
        const used = await writer
          .selectFrom('installation')
          .select('name')
          .where(sql<boolean>`spec -> 'spec' -> 'cluster' ->> 'connection' = ${name}`)
          .executeTakeFirst();
        if (used) throw new MlaError('run.connectionInUse', { connection: name, installation: used.name });
        await writer.deleteFrom('connection').where('name', '=', name).execute();
      });
    },

    async saveKubeconfig(installation, kubeconfig) {
      learn(secretsOfKubeconfig(kubeconfig.reveal()));
      await saveSecret(installation, 'kubeconfig', kubeconfig);
    },

    async loadKubeconfig(installation) {
      const kubeconfig = await requireSecret(installation, 'kubeconfig', 'kubeconfig');
      learn(secretsOfKubeconfig(kubeconfig.reveal()));
      return kubeconfig;
    },

    async keepCredentials(installation, make) {
      const sealed = vault.seal(writeCredentials(make()), secretPlace(installation, 'credentials'));
      await database.write((writer) =>
        writer
          .insertInto('installation_secret')
          .values({ installation, name: 'credentials', sealed, created_at: sql<Date>`now()` })
          .onConflict((conflict) => conflict.columns(['installation', 'name']).doNothing())
          .execute(),
      );
      return this.loadCredentials(installation);
    },

    async saveCredentials(installation, credentials) {
      await saveSecret(installation, 'credentials', writeCredentials(credentials));
    },

    async loadCredentials(installation) {
      return openCredentials(await requireSecret(installation, 'credentials', 'credentials'));
    },

    saveGivenSecret: (installation, name, value) => database.write(givenSecretsWriter(installation, { [name]: value })),

    givenSecretsWriter,
    loadGivenSecrets: (installation) => loadGivenSecrets(installation),

    loadNodeAccess,
    changeNodeAccess: (installation, change) =>
      database.write(async (writer) => {
        await lockInstallation(writer, installation);
        const changed = change(await loadNodeAccess(installation, writer));
        learn(changed.key === undefined ? [] : [changed.key.privateKey]);
        await writeSecret(writer, { installation, name: nodeAccessRow, secret: sealNodeAccess(changed) });
        return changed;
      }),

    upgradeSettings: (installation) => ({
      load: () => findSecret(installation, upgradeSettings),
      save: (settings) => saveSecret(installation, upgradeSettings, settings),
      clear: () => database.write((writer) => removeSecrets(writer, installation, [upgradeSettings])),
    }),

    async forgetCluster(installation, { keepCredentials }) {
      const gone = [
        'kubeconfig',
        upgradeSettings,
        ...(keepCredentials ? [] : ['credentials', givenSecrets, nodeAccessRow]),
      ];
      await database.write(async (writer) => {
        await removeSecrets(writer, installation, gone);
        await writer.deleteFrom('verification').where('installation', '=', installation).execute();
        await writer.deleteFrom('proxy_check').where('installation', '=', installation).execute();
      });
    },

    saveVerification: (installation, view) => saveView(database, 'verification', { installation, view }),
    findVerification: async (installation) =>
      verificationView.safeParse(await findView(tables, 'verification', installation)).data,
    saveProxyCheck: (installation, view) => saveView(database, 'proxy_check', { installation, view }),
    findProxyCheck: async (installation) =>
      proxyCheckView.safeParse(await findView(tables, 'proxy_check', installation)).data,

    findHandle: (installation) => findHandle(tables, installation),

    async findInstalled(installation) {
      const row = await selectSteps(tables, { installation, ...installing })
        .where('step.state', '=', 'succeeded')
        .limit(1)
        .executeTakeFirst();
      return row?.spec;
    },

    async listInstalled(installation) {
      const rows = await selectSteps(tables, { installation, ...installing })
        .where('step.state', '=', 'succeeded')
        .execute();
      return rows.map(({ spec }) => spec);
    },

    async findAttempted(installation) {
      const rows = await selectSteps(tables, { installation, ...installing }).execute();
      const installed = rows.findIndex(({ state }) => state === 'succeeded');
      return (installed < 0 ? rows : rows.slice(0, installed)).map(({ spec }) => spec);
    },

    async mayClusterBeUnrecorded(installation) {
      const newest = await selectSteps(tables, { installation, ...makingCluster })
        .limit(1)
        .executeTakeFirst();
      return newest !== undefined && newest.state !== 'succeeded';
    },

    async keepOwnerMark(installation) {
      const mark = `mlanywhere installation ${installation} ${randomUUID()}`;
      const row = await database.write((writer) =>
        writer
          .insertInto('cluster_owner')
          .values({ installation, mark })
          // A no-op update, so that the existing row is returned.
          .onConflict((conflict) => conflict.column('installation').doUpdateSet({ installation }))
          .returning('mark')
          .executeTakeFirstOrThrow(),
      );
      return row.mark;
    },
  };
}

/** The sealed form; `openCredentials` reads it. */
function writeCredentials({ email, password, others = {} }: Credentials): Secret {
  const revealed = Object.fromEntries(Object.entries(others).map(([name, secret]) => [name, secret.reveal()]));
  return new Secret(JSON.stringify({ email, password: password?.reveal(), others: revealed }));
}

async function findHandle(tables: Kysely<Tables>, installation: string): Promise<ClusterHandle | undefined> {
  const row = await selectSteps(tables, { installation, ...makingCluster })
    .where('step.state', '=', 'succeeded')
    .limit(1)
    .executeTakeFirst();
  return (row?.output as { handle?: ClusterHandle } | null | undefined)?.handle;
}

/** Steps that leave something behind, and the kinds of runs that remove it. */
interface Leaving {
  readonly steps: readonly StepName[];
  readonly removedBy: readonly RunKind[];
}

const makingCluster: Leaving = { steps: ['create-cluster'], removedBy: kindsThatRemove };
const installing: Leaving = { steps: ['install', 'upgrade'], removedBy: kindsThatUninstall };

/** Attempts of such steps, from the newest run back to the last run that removed their result. */
function selectSteps(
  tables: Kysely<Tables>,
  { installation, steps, removedBy }: Leaving & { readonly installation: string },
) {
  return tables
    .selectFrom('step')
    .innerJoin('run', 'run.id', 'step.run_id')
    .select(['step.output', 'step.state', 'run.spec'])
    .where('run.installation', '=', installation)
    .where('step.name', 'in', steps)
    .where(
      sql<boolean>`run.created_at > coalesce(
        (select max(gone.created_at) from run as gone where gone.installation = ${installation} and gone.kind in (${sql.join(removedBy)}) and gone.state = 'succeeded'), '-infinity')`,
    )
    .orderBy('run.created_at', 'desc')
    .orderBy('step.attempt', 'desc');
}

function selectInstallations(tables: Kysely<Tables>) {
  return tables
    .selectFrom('installation')
    .select(['installation.name', 'installation.created_at', 'installation.spec'])
    .select(
      sql<boolean>`exists (select from installation_secret as secret where secret.installation = installation.name and secret.name = 'kubeconfig')`.as(
        'kubeconfig',
      ),
    );
}

function toRecord(row: {
  name: string;
  created_at: Date;
  spec: InstallationRecord['spec'];
  kubeconfig: boolean;
}): InstallationRecord {
  return { name: row.name, createdAt: row.created_at, spec: row.spec, kubeconfig: row.kubeconfig };
}
