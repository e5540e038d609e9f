import { MlaError } from '../errors/error.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../api/client.ts';
import { createOutbound } from '../network/outbound.ts';
import type { Platform } from '../platforms/platform.ts';
import { definitionOf } from '../platforms/unions.ts';
import { placeDatabase, seedDirectory } from '../runs/database/open-database.fixture.ts';
import type { Step } from '../runs/engine/step.ts';
import { Secret } from '../secret.ts';
import type { ServerPlace } from './address/server-place.ts';
import { openService, type Service, type ServiceOptions, type Stored } from './compose.ts';
import type { ServiceParts } from './dependencies.ts';
import { noReleases } from './installations/no-releases.fixture.ts';

/** A service with its own data directory, and a client that has its token. */
export interface TestService extends AsyncDisposable {
  readonly service: Service;
  readonly client: ApiClient;
  readonly directory: string;
  /** What went to the log. */
  readonly reported: string[];
}

export async function openTestService(
  given: {
    readonly steps?: (stored: Stored) => readonly Step[];
    readonly directory?: string;
    readonly platforms?: readonly Platform[];
    readonly listensOn?: (port: number) => void;
  } & Partial<
    Pick<
      ServiceOptions,
      | 'databaseUrl'
      | 'webDirectory'
      | 'allowLocalFiles'
      | 'secretKey'
      | 'log'
      | 'oidc'
      | 'limits'
      | 'host'
      | 'port'
      | keyof Omit<ServerPlace, 'listen'>
    > &
      Pick<ServiceParts, 'makePlan' | 'openCluster' | 'releases' | 'clusterProxy'>
  > = {},
): Promise<TestService> {
  const directory = given.directory ?? (await mkdtemp(join(tmpdir(), 'mlanywhere-test-')));
  const reported: string[] = [];
  if (given.databaseUrl === undefined) await placeDatabase(directory);
  const service = await openService({
    dataDirectory: directory,
    databaseUrl: given.databaseUrl,
    durability: 'none',
    cacheDirectory: seedDirectory,
    port: given.port ?? 0,
    version: '0.0.0-test',
    report: (message) => reported.push(message),
    webDirectory: given.webDirectory ?? join(directory, 'no-pages'),
    allowLocalFiles: given.allowLocalFiles,
    secretKey: given.secretKey,
    host: given.host,
    dashboardPort: given.dashboardPort,
    dashboardUrl: given.dashboardUrl,
    trustedProxies: given.trustedProxies,
    baseUrl: given.baseUrl,
    log: given.log,
    oidc: given.oidc,
    limits: given.limits,
    tls: given.tls,
    makeParts: (stored) => ({
      platforms: [...(given.platforms ?? []), ccpLab, lab],
      releases: given.releases ?? noReleases,
      checkSelection: () => Promise.resolve(),
      makePlan: given.makePlan ?? (() => Promise.reject(new Error('no plans here'))),
      openCluster: given.openCluster ?? (() => Promise.reject(new Error('no clusters here'))),
      outbound: createOutbound({}),
      testConnector: () => Promise.resolve([]),
      findAccess: () => Promise.resolve({ expose: 'clusterIP', tls: null, address: null, notes: [], authority: null }),
      findDrift: () => Promise.resolve([]),
      listPodNoProxy: () => Promise.resolve([]),
      podProxyFor: () => Promise.resolve(undefined),
      clusterProxy: given.clusterProxy ?? noClusterProxy,
      plannedNow: () => Promise.reject(new Error('no test asks for what is left over')),
      readFoundRemoval: () => Promise.reject(new MlaError('run.connectionNotFound', { connection: 'none' })),
      previewUpgrade: () => Promise.reject(new Error('no test asks for an upgrade')),
      reportPreflight: () => Promise.reject(new Error('this server reports nothing')),
      runPreflight: () =>
        Promise.resolve([{ id: 'nodes', title: 'Nodes', severity: 'warns', outcome: 'passed', evidence: '3 nodes' }]),
      stepsFor: () => given.steps?.(stored) ?? [],
      ...(given.listensOn && { listensOn: given.listensOn }),
    }),
  });
  return {
    service,
    directory,
    reported,
    client: createApiClient(service),
    async [Symbol.asyncDispose]() {
      await service.close();
      if (given.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a browser's page sends after it has logged in with a link: its cookie, and the token that the page alone has. */
export async function logIn({ service }: Pick<TestService, 'service'>): Promise<Page> {
  return enter(service.url, { token: codeOf(service.loginLink()) });
}

export type Page = { readonly cookie: string; readonly 'x-csrf-token': string };

/** Logs in with a code, or with name and password. */
export async function enter(
  url: string,
  wish: { readonly token: string } | { readonly name: string; readonly password: string },
  headers: Record<string, string> = {},
): Promise<Page> {
  const answer = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(wish),
  });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrfToken };
}

export function codeOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? '';
}

/** The smallest platforms there can be: one without a connection, one with. */
const ccpLab: Platform = {
  id: 'sandbox',
  definition: { ...definitionOf('existing'), title: 'CcpLab', description: 'A cluster in words only.', needs: [] },
  testConnection: () => Promise.resolve({ ok: true, layers: [] }),
  createCluster: ({ installation }) =>
    Promise.resolve({ platform: 'sandbox', id: '1', name: installation.metadata.name }),
  waitForCluster: () => Promise.resolve(),
  fetchKubeconfig: () => Promise.resolve(new Secret('kubeconfig')),
  previewDeletion: ({ name }) => ({ removes: [`cluster ${name}`], keeps: [] }),
  deleteCluster: () => Promise.resolve(),
};

/** Has connections; platforms of other habits are made from it. */
export const lab: Platform = {
  ...ccpLab,
  id: 'ccp',
  definition: { ...ccpLab.definition, title: 'Lab' },
  testConnection: () =>
    Promise.resolve({ ok: true, layers: [{ layer: 'login', ok: true, milliseconds: 1, detail: 'logged in' }] }),
  listChoices: (_connection, field, chosen) =>
    Promise.resolve([{ value: `${field} of ${chosen['provider'] ?? 'none'}`, label: field }]),
};

/** Of installations without a proxy. */
const noClusterProxy: ServiceParts['clusterProxy'] = {
  want: ({ metadata: { name } }) => Promise.reject(new MlaError('proxy.none', { name })),
  check: ({ metadata: { name } }) => Promise.reject(new MlaError('proxy.none', { name })),
};
