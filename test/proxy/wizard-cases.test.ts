import { request } from 'node:https';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRealCluster } from '../../sandbox/ccp/clusters/sandbox-clusters.ts';
import { newEnoughImage } from '../../sandbox/ccp/seed.ts';
import { buildRelease } from '../../src/kubeflow/release/build-release.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../../src/platforms/ccp/testing/simulated-ccp.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import { canBeOnlyWayOut, startOnlyWayOut, type OnlyWayOut } from './only-way-out.fixture.ts';

const releasePath = process.env['MLA_RELEASE_PATH'];

/*
 * The wizard's half of the four cases: with a proxy and without, a release is fetched and a cluster is made. Each cluster
 * has a real API server, which is reached at an address of the network of its nodes. CCP and the source of releases
 * have names that squid alone knows.
 */
describe.runIf(canBeOnlyWayOut)('The wizard behind a proxy and without one', () => {
  let rig: OnlyWayOut;
  let ccp: CcpLab;
  let ccpPort: number;
  let files: string;

  beforeAll(async () => {
    rig = await startOnlyWayOut(['files.lab.example', 'ccp.lab.example']);
    const bundle = releasePath === undefined ? '' : await buildRelease(join(releasePath, '26.03.1'));
    files = `https://files.lab.example:${await rig.serve((_, response) => response.end(bundle), 'files.lab.example')}`;
    ccp = await startCcpLab({
      startCluster: async (spec) => {
        const cluster = await startRealCluster(spec);
        const port = Number(/server: https:\/\/127\.0\.0\.1:(\d+)/.exec(cluster.kubeconfig)?.[1]);
        await rig.openDirectly(port);
        const server = `tls-server-name: 127.0.0.1\n      server: https://${rig.address}:${port}`;
        return { ...cluster, kubeconfig: cluster.kubeconfig.replace(/server: .*/, server) };
      },
    });
    await rig.write('ccp-password', ccp.ccp.password);
    // In front of the simulator on this machine, whose certificate no authority signed: so it is not verified. What is
    // under test verifies the certificate of the front.
    ccpPort = await rig.serve(
      (asked, response) => {
        const { method, headers, url: path } = asked;
        const { port } = new URL(ccp.ccp.address);
        const onwards = request(
          { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false },
          (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          },
        );
        onwards.on('error', () => response.destroy());
        asked.pipe(onwards);
      },
      'ccp.lab.example',
      rig.address,
    );
  });
  afterAll(async () => {
    await ccp.stop();
    await rig[Symbol.asyncDispose]();
  });

  const connect = (name: string, address: string, ...more: string[]) =>
    rig.mla([
      ...['connection', 'add', 'ccp', name, '--address', address, '--username', ccp.ccp.username],
      ...['--password-file', rig.place('ccp-password'), ...more],
    ]);
  /** With the sample release, or without Kubeflow. */
  const order = (connection: string, release?: string): Promise<string> => {
    const { metadata, spec, ...rest } = demoInstallation(
      { image: newEnoughImage },
      { kubeflow: release === undefined ? null : { release } },
    );
    const cluster = { ...spec.cluster, connection };
    return rig.write(
      `${connection}.json`,
      JSON.stringify({ ...rest, metadata: { ...metadata, name: connection }, spec: { ...spec, cluster } }),
    );
  };
  /** Names and addresses that squid opened a way to. */
  const hosts = (log: readonly string[]) =>
    [...new Set(log.flatMap((line) => /CONNECT (.+):\d+ 200$/.exec(line)?.[1] ?? []))].toSorted();

  interface Kind {
    readonly proxy: string;
    readonly authorities: string;
  }
  const kinds: readonly (readonly [string, () => Kind])[] = [
    ['plain', () => ({ proxy: rig.squid.plain, authorities: 'servers.pem' })],
    ['with user and password', () => ({ proxy: rig.squid.withLogin, authorities: 'servers.pem' })],
    ['over TLS', () => ({ proxy: rig.squid.overTls, authorities: 'and-proxies.pem' })],
    ['inspecting', () => ({ proxy: rig.squid.inspecting, authorities: 'inspector.pem' })],
  ];
  test.runIf(releasePath).each(kinds)(
    'mla release fetch goes through a proxy that is %s, by its flags',
    async (kind, find) => {
      const { proxy, authorities } = find();
      for (const kept of ['cache/mlanywhere/upstream', 'home/releases'])
        await rm(rig.place(kept), { recursive: true, force: true });
      const { code, text, log } = await rig.watched(() =>
        rig.mla(['release', 'fetch', '26.03.1', '--proxy', proxy, '--ca-file', rig.place(authorities)], {
          MLA_RELEASE_SOURCE: `${files}/`,
          MLA_CA_FILE: '',
        }),
      );
      expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('as published') as string });
      expect(hosts(log)).toEqual(['files.lab.example']);
      expect(text).not.toMatch(/hush/);
      if (kind === 'inspecting') expect(log).toContain(`- GET ${files}/kubeflow-26.03.1.mlarelease 200`);
      if (kind === 'with user and password') expect(log.every((line) => line.startsWith('ann '))).toBe(true);
    },
  );

  const serving = async (variables: Record<string, string>) => {
    const server = rig.start(['serve', '--port', '0'], variables);
    await eventually(() => Promise.resolve(server.said().includes('MLAnywhere is running')));
    return server;
  };

  test('with a proxy: CCP is asked through it, and the cluster that CCP makes is installed around it', async () => {
    const before = (await rig.squid.log()).length;
    const server = await serving({ HTTPS_PROXY: rig.squid.withLogin, NO_PROXY: rig.address });
    const ran = [
      await connect('behind', `https://ccp.lab.example:${ccpPort}`),
      await rig.mla(['proxy', 'explain', '--connection', 'behind', '--test']),
      await rig.mla(['proxy', 'explain', `https://${rig.address}:6443`, '--connection', 'behind']),
      await rig.mla(['apply', '-f', await order('behind', 'sample'), '--follow']),
    ];
    await server.end();
    for (const { code, text } of ran) expect({ code, text }).toMatchObject({ code: 0 });
    expect(ran[1]?.text).toMatch(/through the proxy http:[^]*HTTPS_PROXY names[^]*the user ann[^]*✔ proxy[^]*✔ tls/);
    expect(ran[2]?.text).toContain(`NO_PROXY lists ${rig.address}: it is reached directly.`);
    const log = (await rig.squid.log()).slice(before);
    expect(hosts(log)).toEqual(['ccp.lab.example']);
    expect(log.every((line) => line.startsWith('ann ') && !/127\.0\.0\.1|localhost/.test(line))).toBe(true);
    for (const text of [server.said(), ...ran.map((one) => one.text)]) expect(text).not.toMatch(/hush/);
  });

  test('without a proxy: everything is reached directly, whatever the variables say', async () => {
    const before = (await rig.squid.log()).length;
    await rig.openDirectly(ccpPort);
    const directly = ['--proxy', 'none'];
    const variables = { HTTPS_PROXY: rig.squid.plain };
    const added = await connect('near', `https://${rig.address}:${ccpPort}`);
    expect({ ...added }).toMatchObject({ code: 0 });
    const made = await rig.mla(['apply', '-f', await order('near'), ...directly], variables);
    expect({ ...made }).toMatchObject({ code: 0 });
    expect((await rig.squid.log()).slice(before)).toEqual([]);
  });

  test('a proxy of one connection that inspects: named by its authority, and used with it for this connection alone', async () => {
    const own = ['--proxy', rig.squid.inspecting];
    const address = `https://ccp.lab.example:${ccpPort}`;
    const server = await serving({});
    const refused = await connect('inspected', address, ...own);
    expect({ ...refused }).toMatchObject({ text: expect.stringContaining('MLA-GENERAL-007') as string });
    expect(refused.code).not.toBe(0);
    const before = (await rig.squid.log()).length;
    const added = await connect('inspected', address, ...own, '--ca-file', rig.place('inspector.pem'));
    expect({ ...added }).toMatchObject({ code: 0 });
    // It has read the request, the login included: that is what inspecting means.
    expect((await rig.squid.log()).slice(before)).toContain(`- POST ${address}/v3/system/login 200`);
    const { text } = await rig.mla(['connection', 'list']);
    expect(text).toMatch(/inspected .*http:\/\/[\d.]+:3131 +authorities of this machine and Inspecting CA/);
    await server.end();
  });
});
