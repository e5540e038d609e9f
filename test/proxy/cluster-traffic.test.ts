import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newEnoughImage } from '../../sandbox/ccp/seed.ts';
import { nodeFileNames, nodeFiles } from '../../src/cluster-proxy/files/plan-files.ts';
import { makeNodeKey, readNodeKey } from '../../src/cluster-proxy/ssh/node-key.ts';
import { noRoots, type SshdNode } from '../../src/cluster-proxy/testing/sshd-nodes.fixture.ts';
import { printInstallation } from '../../src/installation/print-installation.ts';
import { bundleOfRelease } from '../../src/kubeflow/release/bundle-of-release.ts';
import { digestOf, loadRelease } from '../../src/kubeflow/release/load-release.ts';
import { buildSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { demoInstallation } from '../../src/platforms/ccp/testing/simulated-ccp.fixture.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/runs/database/open-database.ts';
import { createRedactor } from '../../src/runs/secrets/redactor.ts';
import { openVault } from '../../src/runs/secrets/vault.ts';
import { openSqlInstallationStore } from '../../src/runs/store/sql-installation-store.ts';
import { eventually } from '../patience.fixture.ts';
import { addressWithin, orderedKey, startCcpWithMachines, type CcpWithMachines } from './ccp-machines.fixture.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandsOf } from '../recipes/page.fixture.ts';
import { canBeOnlyWayOut, startOnlyWayOut, type OnlyWayOut, type Ran } from './only-way-out.fixture.ts';

/*
 * The four cases: MLAnywhere with and without a proxy, the nodes of the cluster with and without one. MLAnywhere and the
 * nodes are in a network whose one link leads to a real squid. CCP is simulated; its nodes are real sshds in this network,
 * its clusters have a real API server, which has a name that squid alone knows, or an address where no proxy is used.
 */
describe.runIf(canBeOnlyWayOut && noRoots === undefined)('A cluster of CCP behind a proxy', () => {
  const own = makeNodeKey();
  const sshKey = `${readNodeKey(own.privateKey).publicKey} ann@example.com`;
  let rig: OnlyWayOut;
  let files: number;
  let digest: string;
  let world: CcpWithMachines | undefined;

  beforeAll(async () => {
    rig = await startOnlyWayOut(['files.lab.example', 'api.lab.example', 'ccp.lab.example']);
    const sample = loadRelease(await buildSampleRelease());
    const bundle = bundleOfRelease({ ...sample, name: 'own', version: '9.9.9' });
    digest = digestOf(bundle);
    files = await rig.serve((_, response) => response.end(bundle), 'files.lab.example', rig.address);
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const installation = (workers: number, spec: Record<string, unknown>) =>
    printInstallation(demoInstallation({ image: newEnoughImage, workers: { count: workers }, sshKey }, spec));
  /** Follows the recipe under a heading of docs/proxy.md, with the names of this rig. Gives how its command ended. */
  const follow = async (heading: string, variables: Record<string, string> = {}): Promise<Ran> => {
    const page = await readFile(join(import.meta.dirname, '../../docs/proxy.md'), 'utf8');
    const [, section = ''] = new RegExp(`^### ${heading}\n(.*?)^##`, 'ms').exec(page) ?? [];
    const exported: Record<string, string> = {};
    let ran: Ran | undefined;
    for (const { command } of commandsOf(section)) {
      const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(command) ?? [];
      if (name === '') {
        const here = command.replaceAll(/\b(demo\.yaml|id_ed25519)\b/g, (file) => rig.place(file));
        ran = await rig.mla(here.split(' ').slice(1), { ...variables, ...exported });
      } else exported[name] = value.replace('proxy.example.com', rig.address);
    }
    if (ran === undefined) throw new Error(`docs/proxy.md has no recipe ${heading}`);
    return ran;
  };
  const succeeds = ({ code, text }: Ran): void => {
    if (code !== 0) throw new Error(`ended with ${code}: ${text}`);
  };
  const squid = () => `http://${rig.address}:3128`;
  const proxied = () => ({ proxy: { http: squid(), https: squid(), noProxy: ['.corp.example'] } });
  const sample = { kubeflow: { release: 'sample', components: 'all' } };
  const connectCcp = async (address: string, variables: Record<string, string>): Promise<Ran> => {
    const { username, password, fingerprint } = (world as CcpWithMachines).ccp;
    await rig.write('ccp-password', password);
    const words = ['connection', 'add', 'ccp', 'lab', '--address', address, '--username', username];
    const secret = ['--password-file', rig.place('ccp-password'), '--fingerprint', fingerprint];
    return rig.mla([...words, ...secret], variables);
  };
  const authorized = (machine: SshdNode | undefined) => machine?.read('/home/ccpuser/.ssh/authorized_keys');
  const written = async (machine: SshdNode | undefined): Promise<string[]> => {
    const texts = await Promise.all(nodeFileNames.map(async (name) => [name, await machine?.read(nodeFiles[name])]));
    return texts.flatMap(([name, text]) => (/proxy/i.test(text ?? '') ? [name ?? ''] : []));
  };
  const machineOf = (name: string) => world?.machines.get(name);
  const ask = (node: string, url: string): Promise<string> =>
    (world as CcpWithMachines).shell(node, `curl -sk --max-time 3 -o /dev/null -w '%{http_code}' ${url} 2>/dev/null`);
  /** A tunnel is logged when it has ended, which can be a moment after the program. */
  const settledLog = async (): Promise<readonly string[]> => {
    let last: readonly string[] | undefined;
    return eventually(async () => {
      const now = await rig.squid.log();
      if (now.length === last?.length) return now;
      last = now;
      await pause(300);
      return undefined;
    });
  };
  /** What is stored of the nodes, while no server has it open. */
  const storedAccess = async () => {
    const database = await openDatabase({ directory: rig.place('home'), durability: 'none' });
    try {
      const vault = await openVault({ keyFile: rig.place('home/secret.key') });
      const store = openSqlInstallationStore({ database, vault, redactor: createRedactor() });
      return await store.loadNodeAccess('demo');
    } finally {
      await database.close();
    }
  };
  /** What squid was asked for meanwhile: `host status`, each once. */
  const through = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = (await settledLog()).length;
    await work();
    const lines = (await settledLog()).slice(before);
    return [...new Set(lines.map((line) => line.replace(/^\S+ \S+ (\S+?):\d+ (\d+)$/, '$1 $2')))].toSorted();
  };

  describe('where MLAnywhere is behind it too', () => {
    const variables = () => ({ HTTPS_PROXY: squid(), HTTP_PROXY: squid() });
    let broken: SshdNode | undefined;
    const mla = (...words: string[]) => rig.mla(words, variables());

    beforeAll(async () => {
      world = await startCcpWithMachines({
        directory: rig.place('ccp-behind'),
        enter: rig.command,
        serverOf: (port) => Promise.resolve(`https://api.lab.example:${port}`),
        prepare: async (machine, index) => {
          if (index !== 1) return;
          broken = machine;
          await machine.write('/var/lib/stand-in/broken', '');
        },
      });
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    test('a run from the order on sets every node but the one that fails; a retry does that one, and goes on to Kubeflow', async () => {
      const { ccp, nodes, machines } = world as CcpWithMachines;
      const reached = await through(async () => {
        const port = new URL(ccp.address).port;
        succeeds(await connectCcp(`https://ccp.lab.example:${port}`, variables()));
        const source = `https://files.lab.example:${files}/own.mlarelease`;
        succeeds(await mla('release', 'add', source, '--digest', digest));
        await rig.write('demo.yaml', installation(2, { ...proxied(), ...sample }));
        const failed = await follow('Both are behind a proxy');
        expect(failed.text).toContain('MLA-NODE-007');
        expect(failed.text).toContain('1 of 3 nodes do not have the proxy');
        expect(failed.code).not.toBe(0);
        expect(nodes()).toHaveLength(3);
        for (const name of nodes()) {
          const [cluster] = ccp.clusters;
          const ordered = cluster === undefined ? '' : orderedKey(cluster.payload);
          expect(ordered).toContain('mlanywhere-temporary');
          const keys = await authorized(machines.get(name));
          expect(keys).toBe(`${machines.get(name) === broken ? ordered : sshKey}\n`);
        }
        await broken?.remove('/var/lib/stand-in/broken');
        const retried = await mla('retry', 'demo');
        succeeds(retried);
        const { text } = await mla('logs', 'demo');
        expect(text.match(/done by an earlier run/g)).toHaveLength(2);
        expect(text).toContain('Job for containerd.service failed.');
      });
      // MLAnywhere’s own traffic, and nothing of the cluster: no address of a node, a pod or a service.
      expect(reached).toEqual(['api.lab.example 200', 'ccp.lab.example 200', 'files.lab.example 200']);
      for (const name of nodes()) {
        expect(await written(machines.get(name))).toEqual(nodeFileNames);
        expect(await authorized(machines.get(name))).toBe(`${sshKey}\n`);
      }
      const order = ccp.requests.find(({ method, path }) => method === 'POST' && path === '/v3/clusters/');
      expect(JSON.parse(order?.body ?? '')).toMatchObject({ docker_http_proxy: squid(), docker_https_proxy: squid() });
    });

    test('a node leaves the network through the proxy, and reaches all that its list says around it', async () => {
      const [node = ''] = (world as CcpWithMachines).nodes();
      const outside = await through(async () => {
        expect(await ask(node, `https://files.lab.example:${files}/`)).toBe('200');
      });
      expect(outside).toEqual(['files.lab.example 200']);
      const list = (await world?.shell(node, 'echo "$NO_PROXY"'))?.trim().split(',') ?? [];
      const always = [
        'localhost',
        '127.0.0.1',
        '.svc',
        '.cluster.local',
        '10.96.0.0/12',
        '10.10.20.0/24',
        '.corp.example',
      ];
      expect(list).toEqual(expect.arrayContaining(always));
      const around = list.map(addressWithin).filter((host) => !host.includes(':'));
      expect(await through(() => Promise.all(around.map((host) => ask(node, `http://${host}:8/`))))).toEqual([]);
    });

    test('a node that is added later gets the proxy by the next apply, and the others are not touched', async () => {
      const { nodes, machines } = world as CcpWithMachines;
      const before = new Set(nodes());
      await rig.write('demo.yaml', installation(3, { ...proxied(), ...sample }));
      succeeds(await mla('apply', '-f', rig.place('demo.yaml')));
      const added = nodes().filter((name) => !before.has(name));
      expect(added).toHaveLength(1);
      for (const name of nodes()) expect(await written(machines.get(name))).toEqual(nodeFileNames);
      expect(await authorized(machineOf(added[0] ?? ''))).toBe(`${sshKey}\n`);
      for (const name of before)
        expect(await machines.get(name)?.restarts()).toEqual(
          machines.get(name) === broken ? expect.any(Array) : ['restart containerd', 'restart docker'],
        );
    });

    test('without spec.proxy all is taken away with the user’s own key, and a node leaves the network no more', async () => {
      const { nodes, machines } = world as CcpWithMachines;
      await rig.write('demo.yaml', installation(3, sample));
      const refused = await mla('apply', '-f', rig.place('demo.yaml'));
      expect(refused.text).toContain('MLA-NODE-003');
      await rig.write('id_ed25519', own.privateKey.reveal());
      const given = `node-key=${rig.place('id_ed25519')}`;
      succeeds(await mla('apply', '-f', rig.place('demo.yaml'), '--with-secret', given));
      for (const name of nodes()) {
        expect(await written(machines.get(name))).toEqual([]);
        expect(await machines.get(name)?.read(nodeFiles.environment)).toBe('PATH="/usr/bin:/bin"\n');
      }
      const reachedOnly = await through(async () => succeeds(await follow('Only MLAnywhere is behind a proxy')));
      expect(reachedOnly).toEqual(['api.lab.example 200', 'ccp.lab.example 200']);
      const [node = ''] = nodes();
      const reached = await through(async () => {
        expect(await ask(node, `https://files.lab.example:${files}/`)).toBe('000');
      });
      expect(reached).toEqual([]);
    });

    test('a deletion deletes the keys that are stored for the nodes', async () => {
      expect(await storedAccess()).toMatchObject({ key: { publicKey: expect.any(String) as string } });
      succeeds(await mla('delete', 'demo', '--yes'));
      expect(world?.ccp.clusters).toEqual([]);
      expect(await storedAccess()).toEqual({ hostKeys: {} });
    });
  });

  describe('where MLAnywhere is not', () => {
    const variables = () => ({ MLA_HOME: rig.place('home-direct') });
    const mla = (...words: string[]) => rig.mla(words, variables());
    let direct: string;

    beforeAll(async () => {
      world = await startCcpWithMachines({
        directory: rig.place('ccp-direct'),
        enter: rig.command,
        serverOf: async (port) => {
          await rig.openDirectly(port);
          return `https://${rig.address}:${port}`;
        },
      });
      const port = Number(new URL(world.ccp.address).port);
      await rig.openDirectly(port);
      await rig.openDirectly(files);
      direct = `https://${rig.address}:${port}`;
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    test('neither has one: nothing goes through it, and the nodes stay as they are', async () => {
      const reached = await through(async () => {
        succeeds(await connectCcp(direct, variables()));
        const source = `https://${rig.address}:${files}/own.mlarelease`;
        succeeds(await mla('release', 'add', source, '--digest', digest));
        await rig.write('demo.yaml', installation(1, { kubeflow: null }));
        succeeds(await follow('Neither is behind a proxy', variables()));
      });
      expect(reached).toEqual([]);
      for (const name of world?.nodes() ?? []) expect(await written(machineOf(name))).toEqual([]);
    });

    test('only the cluster has one, which it gets later: MLAnywhere reaches all without it, and the nodes use it', async () => {
      await rig.write('id_ed25519', own.privateKey.reveal());
      await rig.write('demo.yaml', installation(1, { ...proxied(), kubeflow: null }));
      const reached = await through(async () =>
        succeeds(await follow('Only the cluster is behind a proxy', variables())),
      );
      expect(reached).toEqual([]);
      const nodes = world?.nodes() ?? [];
      for (const name of nodes) expect(await written(machineOf(name))).toEqual(nodeFileNames);
      const outside = await through(async () =>
        expect(await ask(nodes[0] ?? '', `https://files.lab.example:${files}/`)).toBe('200'),
      );
      expect(outside).toEqual(['files.lab.example 200']);
      succeeds(await mla('delete', 'demo', '--yes'));
    });
  });
});
