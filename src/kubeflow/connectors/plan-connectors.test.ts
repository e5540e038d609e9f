import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { access as accessSchema } from '../../installation/access/access.ts';
import { login as loginSchema } from '../../installation/login/login.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { Secret } from '../../secret.ts';
import type { GivenSecrets } from '../given-secrets.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';
import { keptLoginsOf, type KeptLogins } from '../users/kept-logins.ts';

const company = {
  id: 'my-company',
  type: 'oidc',
  name: 'Company',
  clientID: 'kubeflow',
  issuer: 'https://id.example.com',
};
const variable = 'MLANYWHERE_CONNECTOR_MY_COMPANY';
const hard = 'a"b\\c$d';

interface Given {
  readonly connectors?: readonly object[];
  readonly secrets?: GivenSecrets | undefined;
  readonly kept?: KeptLogins;
  readonly components?: readonly string[];
}

describe.each(kubeflowVersions)('external logins with Kubeflow %s', (version) => {
  async function planOf({ connectors, secrets, kept, components = ['dex'] }: Given): Promise<Plan> {
    return makePlan({
      release: await loadTestRelease(version),
      components: [...components, 'dashboard'],
      installation: { name: 'demo' },
      parameters: {
        user: { email: 'ada@example.com' },
        access: accessSchema.parse({ expose: 'loadBalancer', host: 'kf.example.com' }),
        login: connectors && loginSchema.parse({ connectors }),
        givenSecrets: secrets,
        keptLogins: kept,
      },
    });
  }

  function objectOf(
    { objects }: Plan,
    kind: string,
    name: string,
  ): KubernetesObject & { data: Record<string, string> } {
    const found = objects.find(({ key }) => key.kind === kind && key.namespace === 'auth' && key.name === name);
    return JSON.parse(found?.body ?? 'null') as KubernetesObject & { data: Record<string, string> };
  }

  const settingsOf = (plan: Plan): string => objectOf(plan, 'ConfigMap', 'dex').data['config.yaml'] ?? '';
  const secrets = { 'connector.my-company': new Secret(hard) };

  test('Dex gets the connector, and the client secret as a variable from a Secret', async () => {
    const plan = await planOf({ connectors: [company], secrets });
    expect((load(settingsOf(plan)) as { connectors: unknown }).connectors).toEqual([
      {
        type: 'oidc',
        id: 'my-company',
        name: 'Company',
        config: {
          issuer: 'https://id.example.com',
          clientID: 'kubeflow',
          clientSecret: `$${variable}`,
          redirectURI: 'https://kf.example.com/dex/callback',
        },
      },
    ]);
    const { data } = objectOf(plan, 'Secret', 'dex-connectors');
    // As Dex reads it: the variable is put into JSON.
    expect(JSON.parse(`"${Buffer.from(data[variable] ?? '', 'base64').toString()}"`)).toBe(hard);
    expect(JSON.stringify(objectOf(plan, 'Deployment', 'dex'))).toContain('{"secretRef":{"name":"dex-connectors"}}');
    expect(plan.notes).toContain('Register this redirect URI at Company: https://kf.example.com/dex/callback');
    const other = await planOf({ connectors: [company], secrets: { 'connector.my-company': new Secret('other') } });
    expect(objectOf(other, 'Deployment', 'dex'), 'another secret means new pods').not.toEqual(
      objectOf(plan, 'Deployment', 'dex'),
    );
    const shown = plan.objects.filter(({ key }) => key.kind !== 'Secret').map(({ body }) => body);
    expect(JSON.stringify([shown, plan.patches, plan.notes])).not.toContain(JSON.stringify(hard).slice(1, -1));
  });

  test('connectors that were written by hand stay, and those of the installation follow it', async () => {
    const byHand = { type: 'ldap', id: 'ldap', name: 'LDAP', config: { host: 'ldap.example.com' } };
    const first = settingsOf(await planOf({ connectors: [company], secrets }));
    const cluster = first.replace('connectors:\n', `connectors:\n  - ${JSON.stringify(byHand)}\n`);
    const kept = keptLoginsOf(cluster);
    const again = settingsOf(await planOf({ connectors: [{ ...company, name: 'New' }], secrets, kept }));
    expect(load(again)).toMatchObject({ connectors: [{ id: 'my-company', name: 'New' }, byHand] });
    expect(
      settingsOf(await planOf({ connectors: [{ ...company, name: 'New' }], secrets, kept: keptLoginsOf(again) })),
    ).toBe(again);
    expect(load(settingsOf(await planOf({ kept })))).toMatchObject({ connectors: [byHand] });
    expect(settingsOf(await planOf({ kept: keptLoginsOf(first) }))).not.toContain('connectors');
    await expect(planOf({ connectors: [{ ...company, id: 'ldap' }], kept })).rejects.toMatchObject({
      key: 'connector.taken',
    });
  });

  test('a client secret that nobody stored stops what is sent, not what is only shown', async () => {
    await expect(planOf({ connectors: [company], secrets: {} })).rejects.toMatchObject({
      key: 'connector.secretMissing',
      details: { connector: 'my-company' },
    });
    expect((await planOf({ connectors: [company] })).patches.map(({ what }) => what)).toContain(
      'login through Company',
    );
  });

  test('each type has the fields that Dex knows', async () => {
    const connectors = [
      {
        ...company,
        scopes: ['email'],
        emailClaim: 'upn',
        nameClaim: 'nick',
        claimsFrom: 'userinfo',
        emailVerified: 'assumed',
      },
      { id: 'entra', type: 'microsoft', name: 'Entra', clientID: 'a', tenant: 'example.com' },
      { id: 'google', type: 'google', name: 'Google', clientID: 'a', domains: ['example.com'] },
      { id: 'code', type: 'github', name: 'GitHub', clientID: 'a', organizations: ['one'], host: 'github.example.com' },
    ];
    expect(load(settingsOf(await planOf({ connectors })))).toMatchObject({
      connectors: [
        {
          config: {
            scopes: ['email'],
            claimMapping: { email: 'upn' },
            overrideClaimMapping: true,
            userNameKey: 'nick',
            getUserInfo: true,
            insecureSkipEmailVerified: true,
          },
        },
        { config: { tenant: 'example.com' } },
        { config: { hostedDomains: ['example.com'] } },
        { config: { orgs: [{ name: 'one' }], hostName: 'github.example.com' } },
      ],
    });
  });
});

test.skipIf(kubeflowVersions.length > 0)('External logins need a release (MLA_RELEASE_PATH)', () => {
  expect(kubeflowVersions).toEqual([]);
});
