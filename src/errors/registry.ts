import { platformErrors as platformTables } from '../platforms/unions.ts';
import type { ErrorDefinition } from './definition.ts';
import { accessErrors } from './catalogue/access-errors.ts';
import { demoContentErrors } from './catalogue/demo-content-errors.ts';
import { exposeErrors } from './catalogue/expose-errors.ts';
import { connectorErrors } from './catalogue/connector-errors.ts';
import { cliErrors } from './catalogue/cli-errors.ts';
import { generalErrors } from './catalogue/general-errors.ts';
import { installationErrors } from './catalogue/installation-errors.ts';
import { kubeflowErrors } from './catalogue/kubeflow-errors.ts';
import { kubeconfigErrors } from './catalogue/kubeconfig-errors.ts';
import { kubernetesErrors } from './catalogue/kubernetes-errors.ts';
import { loginErrors } from './catalogue/login-errors.ts';
import { nodeErrors } from './catalogue/nodes/node-errors.ts';
import { proxyErrors } from './catalogue/nodes/proxy-errors.ts';
import { oidcErrors } from './catalogue/people/oidc-errors.ts';
import { peopleErrors } from './catalogue/people/people-errors.ts';
import { pipelinesErrors } from './catalogue/pipelines-errors.ts';
import { platformErrors } from './catalogue/platform-errors.ts';
import { preflightErrors } from './catalogue/preflight-errors.ts';
import { runErrors } from './catalogue/run-errors.ts';
import { serverErrors } from './catalogue/server-errors.ts';
import { upgradeErrors } from './catalogue/upgrade-errors.ts';
import { uninstallErrors } from './catalogue/uninstall-errors.ts';
import { userErrors } from './catalogue/user-errors.ts';
import { verifyErrors } from './catalogue/verify-errors.ts';

/** Every error a user can meet, by its key: one table per area in `catalogue/`. docs/errors.md lists the same by code (a test holds them equal). */
const tables = {
  ...generalErrors,
  ...installationErrors,
  ...kubernetesErrors,
  ...kubeconfigErrors,
  ...kubeflowErrors,
  ...accessErrors,
  ...loginErrors,
  ...nodeErrors,
  ...proxyErrors,
  ...exposeErrors,
  ...connectorErrors,
  ...verifyErrors,
  ...demoContentErrors,
  ...peopleErrors,
  ...oidcErrors,
  ...pipelinesErrors,
  ...upgradeErrors,
  ...userErrors,
  ...uninstallErrors,
  ...platformErrors,
  ...platformTables,
  ...preflightErrors,
  ...runErrors,
  ...serverErrors,
  ...cliErrors,
};

/** What code calls an error: `run.notFound`. It never leaves the program, so it can be renamed. */
export type ErrorKey = keyof typeof tables;

/** What everybody else knows it by, such as MLA-RUN-NNN. */
export type ErrorCode = (typeof tables)[ErrorKey]['code'];

/** The details an error needs: one for each placeholder of its texts, and those it may have. */
export type DetailsOf<Key extends ErrorKey> = DetailsByName<NeededDetails<Key>, ExtraDetails<Key>>;

/** Names of the placeholders in the texts of an error. */
export type NeededDetails<Key extends ErrorKey> = Placeholders<(typeof tables)[Key]['message' | 'cause' | 'fix']>;

type ExtraDetails<Key extends ErrorKey> = (typeof tables)[Key] extends { readonly extras: readonly (infer Name)[] }
  ? Name & string
  : never;

type DetailsByName<Needed extends string, Extra extends string> = [Needed | Extra] extends [never]
  ? Readonly<Record<string, never>>
  : [Extra] extends [never]
    ? Readonly<Record<Needed, DetailValue>>
    : Readonly<Record<Needed, DetailValue>> & Readonly<Partial<Record<Extra, DetailValue>>>;

export type DetailValue = string | number | boolean;

/** `{name}` wherever name is one word: braces of a command that a text shows are none of ours. */
type Placeholders<Text extends string> = string extends Text
  ? 'the texts of this error are not literals'
  : Text extends `${string}{${infer Rest}`
    ? NameBefore<Rest> | Placeholders<Rest>
    : never;

type NameBefore<Rest extends string> = Rest extends `${infer Name}}${string}`
  ? Name extends `${string}${' ' | '"' | ':' | '{'}${string}`
    ? never
    : Name
  : never;

export const errorDefinitions: Readonly<Record<ErrorKey, ErrorDefinition & { readonly code: ErrorCode }>> = tables;

export const errorKeys = Object.keys(tables) as readonly ErrorKey[];

const keysByCode: ReadonlyMap<string, ErrorKey> = new Map(errorKeys.map((key) => [errorDefinitions[key].code, key]));

/** The key of a code that came from outside. Undefined for a code that only another version knows. */
export function keyOf(code: string): ErrorKey | undefined {
  return keysByCode.get(code);
}
