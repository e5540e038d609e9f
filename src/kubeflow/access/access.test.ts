import { beforeAll, describe, expect, test } from 'vitest';
import { access as accessSchema, type AccessWish } from '../../installation/access/access.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { Secret } from '../../secret.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Item } from '../plan/inventory.ts';
import { patchItems } from '../plan/patch-items.ts';
import type { Plan } from '../plan/plan.ts';
import type { Release } from '../release/release.ts';
import { loadSampleRelease } from '../sample/sample-release.ts';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';
import { addressOf, readAccess } from './access.ts';
import { planAccess } from './plan-access.ts';
import type { GivenSecrets } from '../given-secrets.ts';

type Input = Parameters<typeof accessSchema.parse>[0];

function planOf(release: Release, wish: Input): Plan {
  return makePlan({
    release,
    components: ['notebooks', 'kserve-web-app'],
    installation: { name: 'demo' },
    parameters: { access: accessSchema.parse(wish) },
  });
}

interface Changed {
  /** By kind and name, without the digits that kustomize adds to a ConfigMap, and one name for what 26.03 calls otherwise. */
  readonly objects: Readonly<Record<string, KubernetesObject>>;
  readonly notes: readonly string[];
  readonly complaints: readonly string[];
}

/** What a wish changes in a release, and adds to it. */
function changedBy(release: Release, wish: Input, secrets?: GivenSecrets): Changed {
  const access = planAccess(accessSchema.parse(wish), secrets);
  const items = release.objects.map((object): Item => ({
    serves: undefined,
    ...object,
    get object() {
      return object.object;
    },
  }));
  const { items: patched, complaints } = patchItems(items, access?.patches ?? []);
  const changed = patched.filter((item, position) => item !== items[position]).map(({ object }) => object);
  return {
    objects: Object.fromEntries([...changed, ...(access?.objects ?? [])].map((object) => [nameOf(object), object])),
    notes: access?.notes ?? [],
    complaints: complaints.map(({ complaint }) => complaint),
  };
}

function nameOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${kind === 'ConfigMap' ? name.replace(/-[a-z0-9]{10}$/, '') : name.replace(/-web-app$/, '-web-application')}`;
}

const withHost = { host: 'kubeflow.example.com' };
const released = { ...withHost, tls: { from: 'release' } } as const;
const login = [
  'ConfigMap dex',
  'ConfigMap oauth2-proxy',
  'ConfigMap oauth2-proxy-parameters',
  'RequestAuthentication dex-jwt',
];
const ownAuthority = ['Certificate kubeflow-access', 'Certificate kubeflow-access-ca', 'Issuer kubeflow-access-ca'];
const webApps = [
  'Deployment jupyter-web-app-deployment',
  'Deployment kserve-models-web-application',
  'Deployment tensorboards-web-app-deployment',
  'Deployment volumes-web-app-deployment',
];
const open = 'NetworkPolicy kubeflow-access';
const service = 'Service istio-ingressgateway';
const gateway = 'Gateway kubeflow-gateway';

const choices: readonly (readonly [name: string, wish: Input, changed: readonly string[]])[] = [
  ['nothing', {}, []],
  [
    'node port',
    { expose: 'nodePort', nodePort: 30443, ...released },
    [...login, ...ownAuthority, open, service, gateway],
  ],
  ['load balancer', { expose: 'loadBalancer', ...released }, [...login, ...ownAuthority, open, service, gateway]],
  ['forwarded port, HTTPS', released, [...login, ...ownAuthority, gateway]],
  [
    'Ingress',
    { expose: 'ingress', class: 'nginx', ...released },
    [...login, ...ownAuthority, open, 'Ingress kubeflow-access'],
  ],
  [
    'Gateway class',
    { expose: 'gateway', class: 'envoy', ...released },
    [
      ...login,
      ...ownAuthority,
      open,
      'Gateway kubeflow-access',
      'HTTPRoute kubeflow-access',
      'HTTPRoute kubeflow-access-redirect',
    ],
  ],
  [
    'existing Gateway',
    { expose: 'gateway', gateway: 'edge/shared', ...withHost, tls: { from: 'external' } },
    [...login, open, 'HTTPRoute kubeflow-access'],
  ],
  ['plain HTTP without a host', { expose: 'nodePort', tls: { from: 'none' } }, [...webApps, open, service]],
  [
    'an issuer of yours',
    { expose: 'loadBalancer', ...withHost, tls: { from: 'issuer', issuer: { name: 'corp' } } },
    [...login, 'Certificate kubeflow-access', open, service, gateway],
  ],
  [
    'ACME by HTTP-01',
    {
      expose: 'ingress',
      class: 'nginx',
      ...withHost,
      tls: { from: 'acme', server: 'https://acme.example/directory', email: 'ada@example.com', http01: 'nginx' },
    },
    [
      ...login,
      'Certificate kubeflow-access',
      'Issuer kubeflow-access-acme',
      'NetworkPolicy kubeflow-access-acme',
      open,
      'Ingress kubeflow-access',
    ],
  ],
  [
    'ACME by HTTP-01 through Istio',
    {
      expose: 'loadBalancer',
      ...withHost,
      tls: { from: 'acme', server: 'https://acme.example/directory', email: 'ada@example.com', http01: 'istio' },
    },
    [
      ...login,
      'AuthorizationPolicy istio-ingressgateway-oauth2-proxy',
      'AuthorizationPolicy istio-ingressgateway-require-jwt',
      'Certificate kubeflow-access',
      'Issuer kubeflow-access-acme',
      'NetworkPolicy kubeflow-access-acme',
      open,
      service,
      gateway,
    ],
  ],
  [
    'files',
    { expose: 'loadBalancer', ...withHost, tls: { from: 'files', certificate: 'PEM' } },
    [...login, 'Secret kubeflow-access-files', open, service, gateway],
  ],
];

describe.runIf(kubeflowVersions.length > 0).each(kubeflowVersions)('in Kubeflow %s,', (version) => {
  let release: Release;
  beforeAll(async () => {
    release = await loadTestRelease(version);
  });
  const specOf = ({ objects }: Changed, name: string) => objects[name]?.['spec'];

  test.each(choices)('%s changes exactly what it needs', (_, wish, expected) => {
    const { objects, complaints } = changedBy(release, wish);
    expect(Object.keys(objects).sort()).toEqual([...expected].sort());
    expect(complaints).toEqual([]);
  });

  test('the plan has what is added, with what that needs, and says each change', () => {
    const plan = planOf(release, { expose: 'ingress', class: 'nginx', ...released });
    expect(plan.components.map(({ name }) => name)).toContain('cert-manager');
    const added = plan.objects.filter(({ key }) => key.name.startsWith('kubeflow-access'));
    expect(added.map(({ key }) => key.kind).sort()).toEqual(
      ['Certificate', 'Certificate', 'Ingress', 'Issuer', 'NetworkPolicy'].sort(),
    );
    const told = new Set(plan.patches.map(({ object, what }) => `${what}: ${object.kind} ${object.name}`));
    expect(told).toContain('added: Ingress kubeflow-access');
    expect([...told].join()).toContain('issuer https://kubeflow.example.com/dex: ConfigMap dex');
    expect(plan.notes).toContain('Kubeflow is reached at https://kubeflow.example.com.');
    // Nothing else of this selection needs an issuer.
    const small = makePlan({
      release,
      components: ['dashboard'],
      installation: { name: 'demo' },
      parameters: { access: accessSchema.parse(released) },
    });
    expect(small.objects.map(({ key }) => `${key.kind} ${key.name}`)).toContain(
      'ClusterIssuer kubeflow-self-signing-issuer',
    );
  });

  test('a node port is that of the port which speaks HTTPS, or HTTP where that is chosen', () => {
    const ports = (wish: Input) =>
      (
        specOf(changedBy(release, wish), service) as { type: string; ports: { port: number; nodePort?: number }[] }
      ).ports
        .filter(({ nodePort }) => nodePort !== undefined)
        .map(({ port, nodePort }) => [port, nodePort]);
    expect(ports({ expose: 'nodePort', nodePort: 30443, ...released })).toEqual([[443, 30443]]);
    expect(ports({ expose: 'nodePort', nodePort: 30080, tls: { from: 'none' } })).toEqual([[80, 30080]]);
    expect(ports({ expose: 'nodePort', ...released })).toEqual([]);
  });

  test('a load balancer gets its annotations', () => {
    const changed = changedBy(release, { expose: 'loadBalancer', annotations: ['a.example/b=c=d'], ...released });
    expect(changed.objects[service]?.metadata.annotations).toMatchObject({ 'a.example/b': 'c=d' });
    expect(specOf(changed, service)).toMatchObject({ type: 'LoadBalancer' });
  });

  test('the gateway speaks HTTPS, sends plain HTTP there, and leaves localhost to a forwarded port', () => {
    expect(specOf(changedBy(release, released), gateway)).toMatchObject({
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 443, protocol: 'HTTPS' },
          tls: { mode: 'SIMPLE', credentialName: 'kubeflow-access-certificate' },
        },
        { hosts: ['*'], port: { number: 80 }, tls: { httpsRedirect: true } },
        { hosts: ['localhost', '*.localhost'], port: { number: 80 } },
      ],
    });
  });

  test('over HTTPS, cookies are for HTTPS, and dex, OAuth2 Proxy and gateway agree on the issuer', () => {
    const changed = changedBy(release, { expose: 'nodePort', nodePort: 30443, ...released });
    const issuer = 'https://kubeflow.example.com:30443/dex';
    const inside = 'http://dex.auth.svc.cluster.local:5556/dex';
    const text = (name: string) => Object.values(changed.objects[name]?.['data'] as Record<string, string>).join('\n');
    expect(changed.objects['ConfigMap oauth2-proxy-parameters']).toMatchObject({ data: { FORCE_HTTPS: 'true' } });
    expect(text('ConfigMap dex')).toMatch(new RegExp(`^issuer: ${issuer}$`, 'm'));
    const proxy = text('ConfigMap oauth2-proxy');
    expect(proxy).toContain(`oidc_issuer_url = "${issuer}"`);
    expect(proxy).toContain('whitelist_domains = [ "kubeflow.example.com:30443" ]');
    // What works for every name stays: relative addresses for browsers, inside addresses for programs.
    expect(proxy).toContain('redirect_url = "/oauth2/callback"');
    expect(proxy).toContain(`redeem_url = "${inside}/token"`);
    expect(specOf(changed, 'RequestAuthentication dex-jwt')).toMatchObject({
      jwtRules: [{ issuer, jwksUri: `${inside}/keys`, forwardOriginalToken: true }],
    });
  });

  test('over plain HTTP, each web app makes a cookie that browsers keep, and the plan warns', () => {
    const wish: Input = { expose: 'nodePort', tls: { from: 'none' } };
    const changed = changedBy(release, wish);
    for (const name of webApps) {
      const { containers } = (specOf(changed, name) as { template: { spec: { containers: { env?: unknown[] }[] } } })
        .template.spec;
      const found = containers.flatMap(({ env = [] }) => env).filter((one) => JSON.stringify(one).includes('SECURE'));
      expect(found, name).toEqual([{ name: 'APP_SECURE_COOKIES', value: 'false' }]);
    }
    expect(changed.notes.join()).toContain('Plain HTTP: passwords');
    expect(changedBy(release, released).notes.join()).not.toContain('Plain HTTP');
  });

  test('a certificate of the release comes from an authority that users can trust once', () => {
    const changed = changedBy(release, released);
    expect(specOf(changed, 'Certificate kubeflow-access-ca')).toMatchObject({
      isCA: true,
      issuerRef: { kind: 'ClusterIssuer', name: 'kubeflow-self-signing-issuer' },
    });
    expect(specOf(changed, 'Certificate kubeflow-access')).toMatchObject({
      dnsNames: ['kubeflow.example.com'],
      issuerRef: { kind: 'Issuer', name: 'kubeflow-access-ca' },
    });
    const byAddress = changedBy(release, { ...released, host: '10.0.0.7' });
    expect(specOf(byAddress, 'Certificate kubeflow-access')).toMatchObject({ ipAddresses: ['10.0.0.7'] });
  });

  test('a DNS-01 solver reaches cert-manager as it is, and the values it names come from the stored ones', () => {
    const tls = {
      from: 'acme',
      server: 'https://acme.example/directory',
      email: 'ada@example.com',
      dns01: 'route53:\n  region: eu-1\n  secretAccessKeySecretRef: {name: kubeflow-access-dns, key: aws}\n',
    } as const;
    const wish = { expose: 'loadBalancer', ...withHost, tls } as const;
    const changed = changedBy(release, wish, { aws: new Secret('a-secret-of-aws') });
    expect(specOf(changed, 'Issuer kubeflow-access-acme')).toMatchObject({
      acme: {
        server: tls.server,
        email: tls.email,
        solvers: [
          {
            dns01: {
              route53: { region: 'eu-1', secretAccessKeySecretRef: { name: 'kubeflow-access-dns', key: 'aws' } },
            },
          },
        ],
      },
    });
    expect(changed.objects['Secret kubeflow-access-dns']).toMatchObject({
      data: { aws: Buffer.from('a-secret-of-aws').toString('base64') },
    });
    expect(() => changedBy(release, wish, {})).toThrow(expect.objectContaining({ key: 'expose.secretMissing' }));
    expect(() => changedBy(release, { ...wish, tls: { ...tls, dns01: 'route53: [' } })).toThrow(
      expect.objectContaining({ key: 'expose.solverUnreadable' }),
    );
  });

  test('an Ingress and a Gateway carry the certificate, and lead to the gateway of Kubeflow', () => {
    const backend = { service: { name: 'istio-ingressgateway', port: { number: 80 } } };
    expect(
      specOf(changedBy(release, { expose: 'ingress', class: 'nginx', ...released }), 'Ingress kubeflow-access'),
    ).toEqual({
      ingressClassName: 'nginx',
      tls: [{ hosts: ['kubeflow.example.com'], secretName: 'kubeflow-access-certificate' }],
      rules: [{ host: 'kubeflow.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    });
    const changed = changedBy(release, { expose: 'gateway', class: 'envoy', ...released });
    expect(specOf(changed, 'Gateway kubeflow-access')).toMatchObject({
      gatewayClassName: 'envoy',
      listeners: [
        { name: 'http', port: 80 },
        { name: 'https', port: 443, tls: { certificateRefs: [{ name: 'kubeflow-access-certificate' }] } },
      ],
    });
    expect(specOf(changed, 'HTTPRoute kubeflow-access')).toMatchObject({
      parentRefs: [{ name: 'kubeflow-access', sectionName: 'https' }],
      rules: [{ backendRefs: [{ name: 'istio-ingressgateway', port: 80 }] }],
    });
  });
});

test('an access without a gateway is refused', async () => {
  const release = await loadSampleRelease();
  const plan = (access: AccessWish) =>
    makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: { access } });
  expect(() => plan(accessSchema.parse({ expose: 'nodePort', tls: { from: 'none' } }))).toThrow(
    expect.objectContaining({ key: 'expose.noGateway' }),
  );
  expect(plan(accessSchema.parse({})).notes).toEqual(
    makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: {} }).notes,
  );
});

test.each([
  [{ expose: 'clusterIP' }, undefined],
  [{ expose: 'nodePort', tls: { from: 'none' } }, undefined],
  [{ expose: 'nodePort', nodePort: 30080, host: '10.0.0.7', tls: { from: 'none' } }, 'http://10.0.0.7:30080'],
  [{ expose: 'nodePort', ...withHost }, undefined],
  [{ expose: 'loadBalancer', ...withHost }, 'https://kubeflow.example.com'],
  [{ expose: 'nodePort', nodePort: 30080, ...withHost, tls: { from: 'external' } }, 'https://kubeflow.example.com'],
  [{ expose: 'clusterIP', ...withHost, tls: { from: 'external' } }, 'https://kubeflow.example.com'],
] as const)('the address of %j is %s', (wish, address) => {
  const access = readAccess(accessSchema.parse(wish));
  expect(access && addressOf(access)).toBe(address);
});
