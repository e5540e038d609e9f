import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { dump } from 'js-yaml';
import { chooseContext, parseKubeconfig, readKubeconfigYaml } from '../../kubernetes/kubeconfig-text.ts';

/** Fields that may name a file, each with the one that holds its content instead. */
const fileFields: Readonly<Record<string, string>> = {
  'certificate-authority': 'certificate-authority-data',
  'client-certificate': 'client-certificate-data',
  'client-key': 'client-key-data',
};

interface RawEntry {
  readonly name: string;
  readonly [field: string]: unknown;
}

interface RawKubeconfig {
  readonly clusters?: readonly RawEntry[];
  readonly users?: readonly RawEntry[];
  readonly contexts?: readonly RawEntry[];
}

/**
 * A kubeconfig with one context only, which is its current one: nobody is
 * handed the way to other clusters. Certificates in files are taken in, so that
 * the text can be used elsewhere; `baseDirectory` is that of the file.
 */
export async function selectContext(yaml: string, options: { context: string | undefined; baseDirectory: string | undefined }): Promise<string> {
  const chosen = chooseContext(parseKubeconfig(yaml), options.context);
  const raw = readKubeconfigYaml(yaml) as RawKubeconfig;
  const context = raw.contexts?.find((entry) => entry.name === chosen.context);
  const names = context?.['context'] as { cluster: string; user?: string } | undefined;
  const pick = async (entries: readonly RawEntry[] | undefined, name: string | undefined, field: string): Promise<RawEntry[]> => {
    const entry = entries?.find((one) => one.name === name);
    return entry === undefined ? [] : [{ ...entry, [field]: await takeFilesIn(entry[field], options.baseDirectory) }];
  };
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': chosen.context,
    contexts: context === undefined ? [] : [context],
    clusters: await pick(raw.clusters, names?.cluster, 'cluster'),
    users: await pick(raw.users, names?.user, 'user'),
  });
}

async function takeFileIn(field: string, content: unknown, baseDirectory: string): Promise<[field: string, content: unknown]> {
  if (typeof content !== 'string' || content === '') return [field, content];
  if (field === 'tokenFile') return [field, resolve(baseDirectory, content)];
  const dataField = fileFields[field];
  return dataField === undefined ? [field, content] : [dataField, (await readFile(resolve(baseDirectory, content))).toString('base64')];
}

async function takeFilesIn(value: unknown, baseDirectory: string | undefined): Promise<unknown> {
  if (typeof value !== 'object' || value === null || baseDirectory === undefined) return value;
  const fields = await Promise.all(Object.entries(value).map(([field, content]) => takeFileIn(field, content, baseDirectory)));
  // What holds the content itself goes before what names a file, as with kubectl.
  return { ...Object.fromEntries(fields), ...Object.fromEntries(Object.entries(value).filter(([field]) => field.endsWith('-data'))) };
}
