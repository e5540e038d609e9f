import { expect, test } from 'vitest';
import { replyJson, replyStatus, startLoopbackServer } from '../testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../create-client.ts';
import { readNetworks } from './read-networks.ts';

/** What is read of a cluster that has these answers by path, and 404 or another status for the rest. */
async function networksOf(answers: Readonly<Record<string, unknown>>, otherwise = 404) {
  const server = await startLoopbackServer(({ url }, response) => {
    const answer = answers[url.pathname];
    if (answer === undefined)
      replyStatus(response, otherwise, `${url.pathname} is forbidden: User "ada" cannot get resource`);
    else replyJson(response, 200, answer);
  });
  const client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
  try {
    return await readNetworks(client);
  } finally {
    await client.close();
    await server.close();
  }
}

const kubeadm = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
const ranges = '/apis/networking.k8s.io/v1/servicecidrs';
const nodes = '/api/v1/nodes';
const settings = (text: string) => ({ metadata: { name: 'kubeadm-config' }, data: { ClusterConfiguration: text } });

test('kubeadm names both networks, also of two families', async () => {
  const text = 'networking:\n  podSubnet: 10.244.0.0/16,fd00:10::/56\n  serviceSubnet: 10.96.0.0/12\n';
  expect(
    await networksOf({ [kubeadm]: settings(text), [ranges]: { items: [{ spec: { cidrs: ['10.96.0.0/12'] } }] } }),
  ).toEqual({
    pods: ['10.244.0.0/16', 'fd00:10::/56'],
    services: ['10.96.0.0/12'],
  });
});

test('elsewhere ServiceCIDRs do, and the networks of nodes, so wide that a node that comes later changes nothing', async () => {
  const items = ['10.42.0.0/24', '10.42.7.0/24'].map((cidr) => ({ spec: { podCIDRs: [cidr] } }));
  const found = await networksOf({ [nodes]: { items }, [ranges]: { items: [{ spec: { cidrs: ['10.43.0.0/16'] } }] } });
  expect(found).toEqual({ pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'] });
});

test.each([404, 403])('a cluster that answers %i says nothing', async (status) => {
  expect(await networksOf({}, status)).toEqual({ pods: [], services: [] });
});

test.each(['networking: {podSubnet: "10.0.0.0/8 ; $(id)"}', 'networking: {podSubnet: 7}', ': : :', 'a\n---\nb'])(
  'what is no network is left out: %j',
  async (text) => {
    expect(await networksOf({ [kubeadm]: settings(text) })).toEqual({ pods: [], services: [] });
  },
);
