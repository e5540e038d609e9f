import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { kubernetesFiles, objectsOf } from '../../scripts/deploy/kubernetes-files.fixture.ts';
import { findHelm } from '../../scripts/setup/go/helm.mjs';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';

/* The chart, rendered by the real Helm. */

const run = promisify(execFile);
const helm = await findHelm();

async function render(values: readonly string[] = []): Promise<KubernetesObject[]> {
  const words = ['template', 'mlanywhere', kubernetesFiles.chart, '--namespace', 'mlanywhere'];
  const { stdout } = await run(helm ?? 'helm', [...words, ...values.flatMap((value) => ['--set', value])]);
  return objectsOf(stdout);
}

/** The chart makes no namespace: who installs it chooses one. */
const withoutNamespace = (text: string): KubernetesObject[] =>
  objectsOf(text).filter(({ kind }) => kind !== 'Namespace');
const overlay = async (name: string): Promise<KubernetesObject[]> =>
  withoutNamespace(await kubectl(['kustomize', join(kubernetesFiles.overlays, name)]));

describe.skipIf(helm === undefined)('the chart', () => {
  test('gives the plain files, and nothing for the whole cluster', async () => {
    expect(await render()).toEqual(withoutNamespace(await readFile(kubernetesFiles.allInOne, 'utf8')));
  });

  test('gives what the overlays give', async () => {
    expect(await render(['ownCluster=true'])).toEqual(await overlay('own-cluster'));
    expect(await render(['replicas=3', 'existingSecret=mlanywhere', 'persistence.enabled=false'])).toEqual(
      await overlay('team'),
    );
    const proxy = 'http://proxy.example.com:3128';
    expect(
      await render([`proxy.https=${proxy}`, `proxy.http=${proxy}`, 'proxy.noProxy=.example.com\\,10.0.0.0/8']),
    ).toEqual(await overlay('proxy'));
    const host = 'example.com:30003';
    expect(
      await render([
        ...[`baseUrl=https://ml.${host}`, `dashboardUrl=https://*.dash.${host}`, 'tls.secret=mlanywhere-tls'],
        'trustedProxies={10.0.0.0/8,192.168.1.7}',
      ]),
    ).toEqual(await overlay('https'));
    expect(
      await render([
        ...['oidc.issuer=https://login.example.com/realms/company', 'oidc.clientId=mlanywhere'],
        ...['oidc.roles.ml-admins=admin', 'oidc.roles.ml-team=operator', 'oidc.roles.*=viewer'],
        ...['oidc.existingSecret=mlanywhere-oidc', 'oidc.name=Example account'],
      ]),
    ).toEqual(await overlay('company-login'));
  });

  test('has an Ingress, an HTTPRoute, authorities of your own and a claim of your own', async () => {
    const objects = await render([
      ...['service.type=ClusterIP', 'ingress.enabled=true', 'ingress.tlsSecret=tls', 'ingress.path=/tools/mla/'],
      ...['httpRoute.enabled=true', 'httpRoute.parentRefs[0].name=gateway'],
      ...['extraCA.configMap=authority', 'persistence.existingClaim=own', 'image.pullSecrets[0]=registry'],
    ]);
    const find = (kind: string) => objects.find((object) => object.kind === kind);
    expect(find('PersistentVolumeClaim')).toBeUndefined();
    expect(JSON.stringify(find('Deployment'))).toMatch(
      /"name":"NODE_EXTRA_CA_CERTS","value":"\/etc\/mlanywhere\/ca\/ca.crt".*"claimName":"own"/,
    );
    expect(find('Service')).toMatchObject({ spec: { type: 'ClusterIP' } });
    expect(JSON.stringify(find('Service'))).not.toContain('nodePort');
    const host = 'mlanywhere.example.com';
    expect(find('Ingress')).toMatchObject({
      spec: {
        tls: [{ hosts: [host], secretName: 'tls' }],
        rules: [{ host, http: { paths: [{ path: '/tools/mla/' }] } }],
      },
    });
    expect(find('HTTPRoute')).toMatchObject({
      spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'mlanywhere', port: 5000 }] }] },
    });
  });

  test('leads the hosts of dashboards to the pod, by an Ingress and by an HTTPRoute', async () => {
    const objects = await render([
      ...['baseUrl=https://mlanywhere.example.com', 'dashboardUrl=https://*.dash.example.com'],
      ...['ingress.enabled=true', 'ingress.tlsSecret=tls', 'ingress.dashboardTlsSecret=dash-tls', 'ingress.path=/mla/'],
      ...['httpRoute.enabled=true', 'httpRoute.parentRefs[0].name=gateway'],
    ]);
    const dashboards = '*.dash.example.com';
    expect(objects.find(({ kind }) => kind === 'Ingress')).toMatchObject({
      spec: {
        tls: [{ secretName: 'tls' }, { hosts: [dashboards], secretName: 'dash-tls' }],
        rules: [{ http: { paths: [{ path: '/mla/' }] } }, { host: dashboards, http: { paths: [{ path: '/' }] } }],
      },
    });
    expect(objects.find(({ metadata }) => metadata.name === 'mlanywhere-dashboards')).toMatchObject({
      kind: 'HTTPRoute',
      spec: { hostnames: [dashboards], rules: [{ backendRefs: [{ name: 'mlanywhere', port: 5000 }] }] },
    });
  });

  test.each([
    ['a value that it does not know', ['baseURL=https://ml.example.com'], /baseURL/],
    ['an address without its scheme', ['baseUrl=ml.example.com'], /baseUrl/],
    ['replicas on a database of each', ['replicas=2'], /replicas above 1 need PostgreSQL/],
    ['replicas on one volume', ['replicas=2', 'existingSecret=own'], /persistence.enabled to false/],
    ['a certificate for http', ['tls.secret=tls'], /baseUrl that begins with https/],
    ['a provider without roles', ['oidc.issuer=https://a.example.com', 'oidc.clientId=b'], /oidc.roles/],
    ['a provider without its address', ['oidc.clientId=b'], /oidc.issuer/],
    ['a provider over http', ['oidc.issuer=http://a.example.com'], /oidc\/issuer/],
    ['a role that is none', ['oidc.roles.ml=root'], /oidc\/roles/],
    ['dashboards of no host', ['dashboardUrl=https://dash.example.com'], /dashboardUrl/],
    [
      'hosts that an Ingress cannot have',
      ['dashboardUrl=https://*-dash.example.com', 'ingress.enabled=true'],
      /whole parts of a name/,
    ],
  ])('refuses %s', async (_, values, reason) => {
    await expect(render(values)).rejects.toThrow(reason);
  });
});
