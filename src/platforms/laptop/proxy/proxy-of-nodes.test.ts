import { describe, expect, test } from 'vitest';
import { createLaptopPlatform } from '../laptop-platform.ts';
import { createSurroundings } from '../surroundings.ts';
import { laptopInstallation, laptopRequest, laptopTools } from '../testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../testing/recorded-machine.fixture.ts';

const own = 'http://ann:hush@wizard.example:3128';
const cluster = 'http://proxy.example:3128';

/** What reaches the tool and its nodes, where MLAnywhere itself is or is not behind a proxy. */
async function create(
  tool: (typeof laptopTools)[number],
  given: { readonly own?: string; readonly proxy?: object; readonly engine?: 'docker' | 'podman' },
) {
  const engine = given.engine ?? 'docker';
  await using machine = await createRecordedMachine([engine, tool.id]);
  const mine =
    given.own === undefined ? {} : { HTTP_PROXY: given.own, HTTPS_PROXY: given.own, NO_PROXY: 'mine.example' };
  const platform = createLaptopPlatform(tool, {
    ...machine,
    surroundings: createSurroundings({ ...machine.environment, ...mine }),
  });
  const request = laptopRequest(
    laptopInstallation(tool.id, { wish: { nodes: 2 }, ...(given.proxy && { proxy: given.proxy }) }),
  );
  await platform.createCluster(request);
  const nodes = machine.state.containers().filter(({ labels }) => tool.isNode(labels));
  const call = machine.state.calls().find(({ args }) => args.includes('create') || args.includes('start'));
  return {
    tool: call?.environment,
    nodes: nodes.map(({ variables = [] }) => {
      const pairs = variables.map((one) => one.split(/=(.*)/s));
      return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
    }),
    shown: (await platform.listNoProxy?.(request))?.map(({ entry }) => entry),
  };
}

describe.each(laptopTools)('the nodes of $id', (tool) => {
  test.each([undefined, own])('get the proxy of the cluster, where that of MLAnywhere is %s', async (mine) => {
    const proxy = { https: cluster, noProxy: ['.corp.example'] };
    const { nodes, shown = [] } = await create(tool, { ...(mine && { own: mine }), proxy });
    expect(nodes).toHaveLength(2);
    for (const node of nodes) {
      expect(node['HTTPS_PROXY']).toBe(cluster);
      expect(node['HTTP_PROXY']).toBeUndefined();
      expect(node['NO_PROXY']?.split(',')).toEqual(shown);
      expect(JSON.stringify(node)).not.toMatch(/wizard|hush|mine/);
    }
    const always = ['.corp.example', 'localhost', '127.0.0.1', '.svc', '.cluster.local'];
    expect(shown).toEqual(expect.arrayContaining([...always, ...tool.networks.pods, ...tool.networks.services]));
  });

  test('get none where the cluster has none; a password of MLAnywhere’s own never gets into a node that fetches nothing', async () => {
    expect((await create(tool, {})).nodes).toEqual([{}, {}]);
    const { nodes, tool: called } = await create(tool, { own });
    // minikube fetches by itself, and has no other way to be told of a proxy than the one that it passes on.
    const passedOn = tool.id === 'minikube' ? { HTTP_PROXY: own, HTTPS_PROXY: own, NO_PROXY: 'mine.example' } : {};
    expect(nodes).toEqual([passedOn, passedOn]);
    if (tool.id === 'kind') expect(called).toMatchObject({ HTTPS_PROXY: '', HTTP_PROXY: '', NO_PROXY: '' });
  });
});

test.each(laptopTools.filter(({ id }) => id !== 'kind'))(
  '$id: the network of the nodes and their names are reached without the proxy',
  async (tool) => {
    const { shown } = await create(tool, { proxy: { http: cluster } });
    const names = {
      k3d: ['k3d-demo-server-0', 'k3d-demo-agent-0', 'k3d-demo-serverlb', '172.16.0.0/12'],
      minikube: ['control-plane.minikube.internal', '192.168.0.0/16'],
      // real-kind.test.ts shows what kind adds by itself.
      kind: [],
    };
    expect(shown).toEqual(expect.arrayContaining(names[tool.id]));
  },
);

test('kind with Podman keeps the proxy of MLAnywhere: Podman fetches the image with it', async () => {
  const [kind] = laptopTools;
  if (kind === undefined) throw new Error('no kind');
  expect((await create(kind, { own, engine: 'podman' })).tool).toMatchObject({ HTTPS_PROXY: own });
});
