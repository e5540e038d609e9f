import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../../sandbox/certificates/issue.ts';
import type { CcpSwitches } from '../../../../sandbox/ccp/switches.ts';
import type { ConnectionLayer } from '../../../api/contract.ts';
import { type MlaError, toMlaError } from '../../../errors/error.ts';
import type { ErrorCode } from '../../../errors/registry.ts';
import type { CcpPacing } from '../api/pacing.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab | undefined;
afterEach(async () => {
  await ccpLab?.stop();
  ccpLab = undefined;
});

type ConnectionChanges = Parameters<CcpLab['connection']>[0];

interface ConnectionFailure {
  readonly name: string;
  readonly layer: ConnectionLayer['layer'];
  readonly code: ErrorCode;
  readonly switches?: Partial<CcpSwitches>;
  readonly environment?: Record<string, string>;
  readonly connection?: (ccp: CcpLab['ccp']) => ConnectionChanges;
}

const zeros = Array.from({ length: 32 }, () => '00').join(':');
const otherAuthority = issueCertificate({ commonName: 'Another authority' }).certificate;

const connectionFailures: readonly ConnectionFailure[] = [
  {
    name: 'an address that is no URL of CCP',
    layer: 'address',
    code: 'MLA-CCP-001',
    connection: (ccp) => ({ address: `${ccp.address}/ver/3/clusters/` }),
  },
  {
    name: 'a name that is not found',
    layer: 'name',
    code: 'MLA-CCP-002',
    connection: () => ({ address: 'https://ccp.invalid' }),
  },
  {
    name: 'a refused connection',
    layer: 'tcp',
    code: 'MLA-CCP-003',
    connection: () => ({ address: 'https://127.0.0.1:1' }),
  },
  {
    name: 'a proxy that is not there',
    layer: 'proxy',
    code: 'MLA-CCP-005',
    environment: { HTTPS_PROXY: 'http://127.0.0.1:1' },
    connection: () => ({ address: 'https://ccp.example' }),
  },
  {
    name: 'a certificate that nobody vouches for',
    layer: 'tls',
    code: 'MLA-CCP-006',
    connection: () => ({ trust: { mode: 'system' } }),
  },
  {
    name: 'a certificate of another authority',
    layer: 'tls',
    code: 'MLA-CCP-006',
    connection: () => ({ trust: { mode: 'ca', certificate: otherAuthority } }),
  },
  {
    name: 'a changed fingerprint',
    layer: 'tls',
    code: 'MLA-CCP-009',
    connection: () => ({ trust: { mode: 'fingerprint', sha256: zeros } }),
  },
  { name: 'a wrong password (401)', layer: 'login', code: 'MLA-CCP-020', connection: () => ({ password: 'wrong' }) },
  {
    name: 'a wrong password (200 without token)',
    layer: 'login',
    code: 'MLA-CCP-022',
    switches: { badLogin: 'without-token' },
    connection: () => ({ password: 'wrong' }),
  },
  {
    name: 'a wrong password (403)',
    layer: 'login',
    code: 'MLA-CCP-021',
    switches: { badLogin: 'forbidden' },
    connection: () => ({ password: 'wrong' }),
  },
  {
    name: 'a wrong password (500 and a page)',
    layer: 'login',
    code: 'MLA-CCP-014',
    switches: { badLogin: 'html' },
    connection: () => ({ password: 'wrong' }),
  },
  {
    name: 'a login with success but without a token',
    layer: 'login',
    code: 'MLA-CCP-022',
    switches: { login: 'without-token' },
  },
  { name: 'a sign-in page in place of the login', layer: 'login', code: 'MLA-CCP-013', switches: { login: 'html' } },
  {
    name: 'a gateway that sends the login elsewhere',
    layer: 'login',
    code: 'MLA-CCP-015',
    switches: {
      faults: [
        { path: '/v3/system/login', when: 'before', with: { status: 302, location: 'https://sso.example/' }, times: 9 },
      ],
    },
  },
  { name: 'a CCP without the v3 API', layer: 'permission', code: 'MLA-CCP-025', switches: { v3: false } },
  { name: 'an account without the right', layer: 'permission', code: 'MLA-CCP-024', switches: { permitted: false } },
  {
    name: 'a page in place of the list',
    layer: 'permission',
    code: 'MLA-CCP-013',
    switches: { faults: [{ path: '/v3/providers', when: 'before', with: { status: 200, body: '<html>' }, times: 9 }] },
  },
  {
    name: 'silence in place of the list',
    layer: 'permission',
    code: 'MLA-CCP-012',
    switches: { faults: [{ path: '/v3/providers', when: 'before', with: 'silence', times: 9 }] },
  },
  {
    name: 'a connection that breaks each time',
    layer: 'permission',
    code: 'MLA-CCP-011',
    switches: { faults: [{ path: '/v3/providers', when: 'before', with: 'reset', times: 9 }] },
  },
  {
    name: 'a CCP without the v3 API that refuses the login of v2 too',
    layer: 'login',
    code: 'MLA-CCP-020',
    switches: { v3: false, v2Login: 'unauthorized' },
  },
];

describe('the connection test', () => {
  test.each(connectionFailures)(
    'names $layer and $code for $name',
    async ({ layer, code, switches = {}, environment = {}, connection }) => {
      ccpLab = await startCcpLab({ switches, environment, pacing: { answerTimeout: 1000 } });
      const result = await ccpLab.platform.testConnection(ccpLab.connection(connection?.(ccpLab.ccp)).input, {
        signal: new AbortController().signal,
      });
      const failed = result.layers.at(-1);
      expect({ ok: result.ok, layer: failed?.layer, code: failed?.error?.code }).toEqual({ ok: false, layer, code });
      expect(result.layers.slice(0, -1).every((one) => one.ok)).toBe(true);
      expectHelpful(failed?.error);
    },
  );

  test('finds plain HTTP behind an https address', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ccpLab = await startCcpLab();
    const address = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const result = await ccpLab.platform.testConnection(ccpLab.connection({ address }).input, {
      signal: new AbortController().signal,
    });
    server.close();
    expect(result.layers.at(-1)).toMatchObject({ layer: 'tls', ok: false, error: { code: 'MLA-CCP-010' } });
  });

  test('shows the fingerprint of a certificate that is not trusted, so that it can be compared', async () => {
    ccpLab = await startCcpLab();
    const result = await ccpLab.platform.testConnection(ccpLab.connection({ trust: { mode: 'system' } }).input, {
      signal: new AbortController().signal,
    });
    expect(result.fingerprint).toBe(ccpLab.ccp.fingerprint);
    expect(result.layers.at(-1)?.error?.cause).toContain(ccpLab.ccp.fingerprint);
  });

  test('sends nothing at all to a server whose fingerprint changed', async () => {
    ccpLab = await startCcpLab();
    const connection = ccpLab.connection({ trust: { mode: 'fingerprint', sha256: zeros } });
    await expect(ccpLab.platform.createCluster(ccpLab.request({ connection }))).rejects.toMatchObject({
      code: 'MLA-CCP-009',
    });
    expect(ccpLab.ccp.requests).toEqual([]);
  });
});

interface CreationFailure {
  readonly name: string;
  readonly code: ErrorCode;
  readonly switches?: Partial<CcpSwitches>;
  readonly pacing?: Partial<CcpPacing>;
  readonly ccp?: Record<string, unknown>;
  readonly before?: (ccpLab: CcpLab) => Promise<unknown>;
  /** Done once the cluster is ordered. */
  readonly meanwhile?: (ccpLab: CcpLab) => void;
  /** Found in the text of the error. */
  readonly says?: RegExp;
}

const creationFailures: readonly CreationFailure[] = [
  {
    name: 'a name that someone else took',
    code: 'MLA-CCP-040',
    before: (ccpLab) => ccpLab.platform.createCluster(ccpLab.request({ owner: 'someone else' })),
  },
  {
    name: 'an image that CCP does not have',
    code: 'MLA-CCP-030',
    ccp: { image: 'ccp-tenant-image-1.99.0-ubuntu18-9.9.9' },
    says: /1\.17\.6/,
  },
  {
    name: 'an image of which the version cannot be read',
    code: 'MLA-CCP-031',
    ccp: { image: 'windows-2019-template' },
  },
  { name: 'a VIP pool that CCP does not have', code: 'MLA-CCP-030', ccp: { vipPool: 'nowhere' }, says: /small-subnet/ },
  { name: 'a provider that CCP does not have', code: 'MLA-CCP-030', ccp: { provider: 'vsphere-2' } },
  {
    name: 'too few free addresses',
    code: 'MLA-CCP-033',
    ccp: { vipPool: 'small-subnet' },
    says: /has 3 free addresses, but the cluster needs 6/,
  },
  {
    name: 'a request that CCP refuses by field',
    code: 'MLA-CCP-041',
    ccp: { network: 'no such network' },
    says: /vsphere_infra\.networks: network does not exist/,
  },
  {
    name: 'a request that CCP refuses in plain text',
    code: 'MLA-CCP-041',
    ccp: { datastore: 'nowhere' },
    switches: { refusalBody: 'text' },
    says: /datastore does not exist/,
  },
  {
    name: 'an order with no clear answer that CCP did not take',
    code: 'MLA-CCP-042',
    switches: { faults: [{ method: 'POST', path: '/v3/clusters/', when: 'before', with: { status: 502 }, times: 1 }] },
  },
  { name: 'a creation that ends in ERROR', code: 'MLA-CCP-043', switches: { creationEndsAs: 'ERROR' } },
  {
    name: 'a creation that ends in a word nobody knows',
    code: 'MLA-CCP-043',
    switches: { creationEndsAs: 'DEGRADED' },
    says: /DEGRADED/,
  },
  {
    name: 'a creation that is stuck',
    code: 'MLA-CCP-044',
    switches: { stuckNode: true },
    pacing: { slowAfter: 50, giveUpAfter: 400 },
    says: /InsufficientResources/,
  },
  {
    name: 'a creation that never leaves CREATING',
    code: 'MLA-CCP-044',
    switches: { creationEndsAs: 'CREATING' },
    pacing: { giveUpAfter: 400 },
  },
  {
    name: 'a login that is no longer accepted',
    code: 'MLA-CCP-023',
    meanwhile: ({ ccp }) => (ccp.switches.tokenLifeSeconds = 0),
  },
  {
    name: 'a password that was changed in mid-poll',
    code: 'MLA-CCP-020',
    meanwhile: ({ ccp }) => {
      ccp.switches.faults = [{ path: '/v3/system/login', when: 'before', with: { status: 401 }, times: 9 }];
      ccp.sessions.endAll();
    },
  },
  {
    name: 'a cluster that someone else deleted',
    code: 'MLA-CCP-046',
    switches: { creationEndsAs: 'CREATING' },
    meanwhile: ({ ccp }) => void Object.assign(ccp.clusters[0] ?? {}, { status: 'DELETING' }),
  },
  { name: 'a kubeconfig that is missing', code: 'MLA-CCP-045', switches: { kubeconfigWhenReady: 'absent' } },
  { name: 'a kubeconfig that is damaged', code: 'MLA-CCP-049', switches: { kubeconfigWhenReady: 'damaged' } },
  {
    name: 'pages in place of answers for too long',
    code: 'MLA-CCP-013',
    meanwhile: ({ ccp }) =>
      void (ccp.switches.faults = [
        { method: 'GET', path: '/v3/clusters/', when: 'before', with: { status: 200, body: '<html>' }, times: 999 },
      ]),
  },
  {
    name: 'a CCP that stays away for too long',
    code: 'MLA-CCP-011',
    meanwhile: ({ ccp }) => void (ccp.switches.faults = [{ path: '/', when: 'before', with: 'reset', times: 9999 }]),
  },
];

describe('making a cluster', () => {
  test.each(creationFailures)(
    'ends with $code for $name',
    async ({ code, switches = {}, pacing = {}, ccp = {}, before, meanwhile, says }) => {
      const started = await startCcpLab({ switches, pacing });
      ccpLab = started;
      await before?.(started);
      const request = started.request({ installation: demoInstallation(ccp) });
      const failure = await createWholeCluster(started, request, meanwhile);
      expect(failure?.code).toBe(code);
      expectHelpful(failure?.report());
      if (says !== undefined) expect(failure?.message).toMatch(says);
      expect(started.ccp.clusters.length).toBeLessThanOrEqual(1);
    },
  );

  test('warns once that it takes long', async () => {
    ccpLab = await startCcpLab({ switches: { stuckNode: true }, pacing: { slowAfter: 30, giveUpAfter: 1_500 } });
    await createWholeCluster(ccpLab, ccpLab.request());
    expect(ccpLab.news.filter((item) => item.type === 'note' && item.severity === 'warning')).toHaveLength(1);
  });

  test('ends soon after it is cancelled', async () => {
    ccpLab = await startCcpLab({
      switches: { creationEndsAs: 'CREATING' },
      pacing: { shortestPoll: 60_000, longestPoll: 60_000 },
    });
    const controller = new AbortController();
    const request = ccpLab.request({ signal: controller.signal });
    const handle = await ccpLab.platform.createCluster(request);
    const waiting = ccpLab.platform.waitForCluster(handle, request);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

async function createWholeCluster(
  { platform, ...rest }: CcpLab,
  request: ReturnType<CcpLab['request']>,
  meanwhile?: (ccpLab: CcpLab) => void,
): Promise<MlaError | undefined> {
  try {
    const handle = await platform.createCluster(request);
    meanwhile?.({ platform, ...rest });
    await platform.waitForCluster(handle, request);
    await platform.fetchKubeconfig(handle, request);
    return undefined;
  } catch (thrown) {
    return toMlaError(thrown);
  }
}

/** Complete sentences, every blank filled in. */
function expectHelpful(error: { message: string; cause: string; fix: string } | undefined): void {
  for (const text of [error?.message, error?.cause, error?.fix]) {
    expect(text).toMatch(/^.{20,}$/s);
    expect(text).not.toMatch(/\{\w+\}/);
  }
}
