import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { startConnectProxy, type ConnectProxy } from '../../src/network/testing/connect-proxy.fixture.ts';
import { withCertificate } from '../login-rig/https/served-certificate.fixture.ts';
import { objectsOfCluster } from '../login-rig/login-objects.fixture.ts';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

const host = 'kubeflow.example.com';
const confirmed = (command: string): string => `${command} --yes --follow`;

async function shown(place: RecipePlace): Promise<string> {
  return (await place.run('mla access show demo')).text;
}

/** The id of the first kubeconfig that is listed. */
async function firstKubeconfig(place: RecipePlace): Promise<string> {
  const { text } = await place.run('mla kubeconfig demo --list');
  const [id] = /\bmlanywhere-[a-z0-9]+/.exec(text) ?? [];
  if (id === undefined) throw new Error(`No kubeconfig is listed: ${text}`);
  return id;
}

let proxy: ConnectProxy | undefined;
const throughProxy = (command: string): string =>
  `HTTPS_PROXY=http://${proxy?.host ?? ''} NO_PROXY=127.0.0.1,localhost ${command}`;

/** The same command fails at the first station of the login when somebody else made the certificate. */
async function refusesForeignCertificate(place: RecipePlace): Promise<void> {
  const objects = await objectsOfCluster(place.cluster);
  place.rig.change(withCertificate(objects, issueCertificate({ commonName: host, hosts: [host] })));
  const { exitCode, text } = await place.run(throughProxy('mla verify demo --only address'));
  expect(exitCode).not.toBe(0);
  expect(text).toMatch(
    /✔ A user logs in and sees the dashboard[^]*✘ A user logs in at the address .*\n {4}✘ The gateway asks for a login .*\n {4}– /,
  );
  expect(text).toContain(`Browsers do not trust the certificate of https://${host}:30443`);
  place.rig.change(objects);
}

export const accessRecipe: Recipe<RecipePlace> = {
  page: 'access.md',
  commands: {
    'mla open demo': { untilCtrlC: true },
    'mla access set demo --expose nodePort --node-port 30443 --host kubeflow.example.com --tls release': {
      as: confirmed,
    },
    'mla access show demo': {
      after: (_, { text }) => expect(text).toContain(`Address: https://${host}:30443`),
    },
    'mla access show demo --authority > ca.pem': {
      after: async ({ directory }) =>
        expect(await readFile(join(directory, 'ca.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/),
    },
    'mla verify demo --only address': {
      // The name leads to the gateway through a proxy, as DNS leads it to a node.
      before: async (place) => {
        await place.followCluster();
        proxy = await startConnectProxy({ to: place.rig.securePort });
      },
      as: throughProxy,
      after: async (place, { text }) => {
        expect(text).toMatch(/✔ A user logs in at the address of the installation .*\n {4}✔ The gateway asks/);
        expect(new Set(proxy?.tunnels)).toEqual(new Set([`${host}:30443`]));
        await refusesForeignCertificate(place);
        await proxy?.close();
      },
    },
    'mla access set demo --expose clusterIP': {
      as: confirmed,
      after: async (place) => expect(await shown(place)).toContain('a forwarded port: mla open demo'),
    },
    'mla access secret demo cloudflare-token --file token.txt': {
      before: ({ directory }) => writeFile(join(directory, 'token.txt'), 'token-of-the-dns-provider\n'),
    },
    'mla access set demo --expose loadBalancer --host kubeflow.example.com --tls files --tls-certificate "$(cat chain.pem)" --with-secret tls-key=key.pem':
      {
        before: async ({ directory }) => {
          const { certificate, key } = issueCertificate({ commonName: host, hosts: [host], days: 90 });
          await writeFile(join(directory, 'key.pem'), key, { mode: 0o600 });
          await writeFile(join(directory, 'chain.pem'), certificate);
        },
        as: confirmed,
        after: async (place) => expect(await shown(place)).toContain(`Address: https://${host}`),
      },
    'mla kubeconfig demo --merge': {
      after: async ({ home }) => expect(await readFile(join(home, '.kube/config'), 'utf8')).toContain('name: demo'),
    },
    'mla kubeconfig demo --namespace team-a --lifetime 24h --output team-a.kubeconfig': {
      before: async (place) => {
        expect(await place.run('kubectl --context demo create namespace team-a')).toMatchObject({ exitCode: 0 });
      },
    },
    'mla kubeconfig demo --revoke mlanywhere-1a2b3c4d': {
      as: async (command, place) => command.replace('mlanywhere-1a2b3c4d', await firstKubeconfig(place)),
      after: async (place) => expect((await place.run('mla kubeconfig demo --list')).text).not.toContain('team-a'),
    },
  },
};
