import { hash } from 'bcryptjs';
import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { AccessWish } from '../../src/installation/access/access.ts';
import { generateCredentials, type Credentials } from '../../src/kubeflow/credentials/credentials.ts';
import type { LoginWish } from '../../src/installation/login/login.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { GivenSecrets } from '../../src/kubeflow/given-secrets.ts';
import type { KeptLogins } from '../../src/kubeflow/users/kept-logins.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { Secret } from '../../src/secret.ts';
import { installation } from '../install/fixtures/follow-install.fixture.ts';
import { objectsOfPlan } from './login-objects.fixture.ts';
import { oauth2ProxyPath } from './oauth2-proxy.fixture.ts';

const version = '26.03.1';

/** Whether logins can be tried here: the release's objects are needed, and OAuth2 Proxy. */
export const canLogIn = kubeflowVersions.includes(version) && oauth2ProxyPath !== undefined;

export interface LoginRelease {
  /** As the install sends them, with this installation's own credentials. */
  readonly objects: readonly KubernetesObject[];
  readonly plan: Plan;
  readonly email: string;
  readonly password: Secret;
}

/** Made once: an install keeps its credentials. */
let credentialsOfTests: Promise<Credentials> | undefined;

/** What an install of the release's login and dashboard sends; with users that a cluster has already, another access than a forwarded port, more components. */
export async function loginRelease(
  more: {
    readonly keptLogins?: KeptLogins;
    readonly access?: AccessWish;
    readonly login?: LoginWish;
    readonly givenSecrets?: GivenSecrets;
  } = {},
  components: readonly string[] = [],
): Promise<LoginRelease> {
  const [password, email] = [new Secret('a-password-of-tests'), 'someone@example.com'];
  credentialsOfTests ??= makeCredentials(password);
  const credentials = await credentialsOfTests;
  const plan = makePlan({
    release: await loadTestRelease(version),
    components: ['dashboard', 'dex', 'oauth2-proxy', 'user-profile', ...components],
    installation: { name: installation },
    parameters: { credentials, user: { email }, ...more },
  });
  return { objects: objectsOfPlan(plan), plan, email, password };
}

async function makeCredentials(userPassword: Secret): Promise<Credentials> {
  // Dex's least cost, since a test compares often.
  const userPasswordHash = new Secret(await hash(userPassword.reveal(), 10));
  return { ...(await generateCredentials(randomBytes, { userPassword })), userPasswordHash };
}

/** The objects with one of them changed: its JSON text, or what `change` makes of it. */
export function changed(
  objects: readonly KubernetesObject[],
  name: string,
  change: (text: string) => string,
): KubernetesObject[] {
  const isMeant = ({ kind, metadata }: KubernetesObject): boolean =>
    [`${kind} ${metadata.name}`, `${kind} ${metadata.namespace ?? ''}/${metadata.name}`].includes(name);
  const before = objects.find(isMeant);
  const text = JSON.stringify(before);
  if (before === undefined || change(text) === text) throw new Error(`Nothing changes in ${name}`);
  return objects.map((object) => (object === before ? (JSON.parse(change(text)) as KubernetesObject) : object));
}
