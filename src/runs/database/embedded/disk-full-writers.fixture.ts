import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toMlaError } from '../../../errors/error.ts';
import { Secret } from '../../../secret.ts';
import { sandboxInstallation, seedDirectory } from '../open-database.fixture.ts';
import { openDatabase } from '../open-database.ts';
import { fillDisk } from './fill-disk.fixture.ts';
import { createRedactor } from '../../secrets/redactor.ts';
import { rotateKey } from '../../secrets/rotate-key.ts';
import { openSqlInstallationStore } from '../../store/sql-installation-store.ts';
import { openSqlRunStore } from '../../store/sql-run-store.ts';
import { openVault } from '../../secrets/vault.ts';

/*
 * A process whose data directory is on a small disk: fills it, but for as many
 * bytes as its second argument says, and then tries everything that is written
 * beside the events of a run; makes room, and tries all of it again. Prints
 * what came of it, and what was stored before, between and after.
 */

const [directory = '', left = '0'] = process.argv.slice(2);
const keyFile = join(directory, 'secret.key');
const database = await openDatabase({ directory, seedDirectory });
const runs = await openSqlRunStore(database);
const openInstallations = async () =>
  openSqlInstallationStore({ database, redactor: createRedactor(), vault: await openVault({ keyFile }) });
const installations = await openInstallations();

const connect = (name: string, password: string) =>
  installations.saveConnection(
    { name, platform: 'ccp', address: 'https://ccp', trust: { mode: 'system' } },
    { platform: 'ccp', address: 'https://ccp', username: 'admin', password, trust: { mode: 'system' } },
  );
const makeCredentials = () => ({ email: 'user@example.com', password: new Secret('open sesame') });

await runs.createRun({ installation: sandboxInstallation('old'), kind: 'create' });
const claim = await runs.claimRun('fixture');
if (claim) await runs.commit(claim, { state: 'failed' });
await runs.createRun({ installation: sandboxInstallation('waiting'), kind: 'create' });
await connect('lab', 'before');
await connect('spare', 'unused');
await installations.saveKubeconfig('old', new Secret('kubeconfig before'));

const writers: Readonly<Record<string, () => Promise<unknown>>> = {
  'a new run': () => runs.createRun({ installation: sandboxInstallation('new'), kind: 'create' }),
  'a run again': () => runs.retryRun('old-1'),
  'a note': () => runs.addNote('old-1', { type: 'log', message: 'a note' }),
  'a new connection': () => connect('second', 'new'),
  'a changed connection': () => connect('lab', 'after'),
  'a connection removed': () => installations.removeConnection('spare'),
  'a kubeconfig': () => installations.saveKubeconfig('old', new Secret('kubeconfig after')),
  credentials: () => installations.keepCredentials('old', makeCredentials),
  'an owner’s mark': () => installations.keepOwnerMark('old'),
  'a new key': () => rotateKey({ database, keyFile }),
  'a key of its own': () => openVault({ keyFile: join(directory, 'other.key') }),
};

async function tryAll(): Promise<Record<string, string>> {
  const codes: Record<string, string> = {};
  for (const [name, write] of Object.entries(writers)) {
    codes[name] = await write().then(
      () => 'written',
      (error: unknown) => toMlaError(error).code,
    );
  }
  return codes;
}

async function look(): Promise<unknown> {
  const { sql: tables } = database;
  const store = await openInstallations();
  const { input } = await store.loadConnection('lab');
  return {
    runs: (await runs.listRuns()).map(({ id, state, lastEventId }) => [id, state, lastEventId]),
    events: (
      await tables.selectFrom('run_event').select(['run_id', 'id', 'type']).orderBy('run_id').orderBy('id').execute()
    ).map(({ run_id, id, type }) => [run_id, id, type]),
    connections: (await store.listConnections({ limit: 100 })).map(({ name }) => name),
    password: input.platform === 'ccp' ? input.password : '',
    kubeconfig: (await store.loadKubeconfig('old')).reveal(),
    credentials: await store.loadCredentials('old').then(
      ({ email }) => email,
      (error: unknown) => toMlaError(error).code,
    ),
    marks: (await tables.selectFrom('cluster_owner').select('installation').execute()).length,
  };
}

const unfinishedFiles = (): string[] => readdirSync(directory).filter((name) => name.includes('unfinished'));

const before = await look();
const makeRoom = fillDisk(directory, Number(left));
const full = {
  codes: await tryAll(),
  unfinishedFiles: unfinishedFiles(),
  otherKey: readdirSync(directory).includes('other.key'),
};
const cancelled = (await runs.requestCancel('waiting-1')).state;
makeRoom();
const between = await look();
const roomy = { codes: await tryAll(), unfinishedFiles: unfinishedFiles() };
const after = await look();
await database.close();
process.stdout.write(JSON.stringify({ before, full, cancelled, between, roomy, after }));
