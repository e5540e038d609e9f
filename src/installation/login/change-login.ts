import { badFlags, problemsOf } from '../flags/flag-problems.ts';
import { readFlagValue } from '../flags/flag-value.ts';
import type { Flag } from '../flags/list-flags.ts';
import { installationFields } from '../fields.ts';
import { type Installation, installationSchema } from '../installation.ts';
import type { ConnectorWish, LoginWish } from './login.ts';
import { connectorFields } from './refuse-login.ts';

const place = 'spec.kubeflow.login.connectors[].';

/** Names that mean something else in other commands. */
const ownNames: Readonly<Record<string, string>> = { name: 'title', host: 'github-host' };

/** The flags of a connector: one for each of its fields but the id. */
export const connectorFlags: readonly Flag[] = installationFields
  .filter(({ path }) => path.startsWith(place) && path !== `${place}id`)
  .map((field) => ({ name: `--${flagOf(field.path.slice(place.length))}`, fields: [field] as const }));

function flagOf(name: string): string {
  return (ownNames[name] ?? name).replace('ID', 'Id').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * An installation with a connector as flags say, over what it says of it already. Fields of another type than the new
 * one go. Throws `installation.badFlags`.
 */
export function changeConnector(
  installation: Installation,
  id: string,
  words: ReadonlyMap<string, readonly string[]>,
): Installation {
  const given = connectorFlags.filter(({ name }) => words.has(name));
  const before = connectorsOf(installation);
  const old: Record<string, unknown> = { ...before.find((one) => one.id === id), id };
  const said = Object.fromEntries(
    given.map(({ name, fields: [field] }) => [
      field.path.slice(place.length),
      readFlagValue(field, words.get(name) ?? []),
    ]),
  );
  const type = said['type'] ?? old['type'];
  const kept = Object.entries(old).filter(([name]) => {
    const only = Object.entries(connectorFields).find(([own]) => own === name)?.[1];
    return only === undefined || only === type;
  });
  const changed = { name: id, ...Object.fromEntries(kept), ...said };
  const others: readonly object[] = before.filter((one) => one.id !== id);
  const index = before.some((one) => one.id === id) ? before.findIndex((one) => one.id === id) : others.length;
  return withConnectors(installation, others.toSpliced(index, 0, changed));
}

/** An installation without a connector. */
export function removeConnector(installation: Installation, { id }: Pick<ConnectorWish, 'id'>): Installation {
  return withConnectors(
    installation,
    connectorsOf(installation).filter((one) => one.id !== id),
  );
}

/** The connectors of an installation. */
export function connectorsOf({ spec: { kubeflow } }: Installation): LoginWish['connectors'] {
  return kubeflow?.login?.connectors ?? [];
}

function withConnectors(installation: Installation, connectors: readonly object[]): Installation {
  const { spec } = installation;
  if (spec.kubeflow === null)
    throw badFlags([{ path: 'login', message: 'is for installing Kubeflow, and spec.kubeflow is null' }]);
  const { login: _, ...kubeflow } = spec.kubeflow;
  const login = connectors.length === 0 ? {} : { login: { connectors } };
  const draft = { ...installation, spec: { ...spec, kubeflow: { ...kubeflow, ...login } } };
  const { data, error } = installationSchema.safeParse(draft);
  if (data !== undefined) return data;
  const problems = problemsOf(error, draft, { given: [], set: [] });
  throw badFlags(problems.map(({ path, message }) => ({ path: flagFor(path), message })));
}

/** `spec.kubeflow.login.connectors.0.issuer` as its flag. */
function flagFor(path: string): string {
  const [, name] = /^spec\.kubeflow\.login\.connectors\.\d+\.(\w+)/.exec(path) ?? [];
  return name === undefined ? path.replace('spec.kubeflow.login.', '') : name === 'id' ? 'the id' : `--${flagOf(name)}`;
}
