import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { dump, load } from 'js-yaml';
import { chooseContext, parseKubeconfig } from '../../kubernetes/kubeconfig-text.ts';

/** Fields that may name a file, each with the one that holds its content instead. */
const fileFields = { 'certificate-authority': 'certificate-authority-data', 'client-certificate': 'client-certificate-data', 'client-key': 'client-key-data' } as const;

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
  const raw = load(yaml) as RawKubeconfig;
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

async function takeFilesIn(value: unknown, baseDirectory: string | undefined): Promise<unknown> {
  if (typeof value !== 'object' || value === null || baseDirectory === undefined) return value;
  const fields: Record<string, unknown> = { ...value };
  for (const [field, dataField] of Object.entries(fileFields)) {
    const file = fields[field];
    if (typeof file !== 'string' || file === '') continue;
    fields[dataField] ??= (await readFile(resolve(baseDirectory, file))).toString('base64');
    delete fields[field];
  }
  if (typeof fields['tokenFile'] === 'string') fields['tokenFile'] = resolve(baseDirectory, fields['tokenFile']);
  return fields;
}
