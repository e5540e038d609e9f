import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { installationSchema } from './installation.ts';
import { readInstallation } from './yaml.ts';

const page = join(import.meta.dirname, '../../docs/installation.md');

/** What each field is for. What it can be and its default come from the schema. */
const meanings: Readonly<Record<string, string>> = {
  apiVersion: 'The version of this format',
  kind: 'What the file describes',
  'metadata.name': 'The name of the installation, and of the cluster that is made for it',
  'spec.cluster.platform': 'Where the cluster comes from',
  'spec.cluster.connection': 'The saved connection (`mla connection add`); never a password in here',
  'spec.cluster.ccp.provider': 'The infrastructure provider, by its name in CCP',
  'spec.cluster.ccp.datacenter': 'vSphere datacenter',
  'spec.cluster.ccp.cluster': 'vSphere cluster',
  'spec.cluster.ccp.resourcePool': 'vSphere resource pool; empty for the cluster’s own',
  'spec.cluster.ccp.network': 'Network of the nodes',
  'spec.cluster.ccp.datastore': 'Datastore of the nodes’ disks',
  'spec.cluster.ccp.image': 'Template of the nodes; the version of Kubernetes is read from its name',
  'spec.cluster.ccp.vipPool': 'Subnet that the cluster’s addresses are taken from (VIP pool)',
  'spec.cluster.ccp.sshKey': 'OpenSSH public key, put on each node',
  'spec.cluster.ccp.sshUser': 'The user that the key belongs to',
  'spec.cluster.ccp.podCidr': 'Network of the pods',
  'spec.cluster.ccp.loadBalancers': 'Addresses for load balancers',
  'spec.cluster.ccp.ntpServers': 'Time servers',
  'spec.cluster.ccp.ntpPools': 'Pools of time servers',
  'spec.cluster.ccp.insecureRegistries': 'Image registries without TLS',
  'spec.cluster.ccp.rootCaRegistries': 'Image registries whose certificate has an authority of its own',
  'spec.cluster.ccp.workers.count': 'How many workers',
  'spec.cluster.ccp.workers.vcpus': 'Processors of each',
  'spec.cluster.ccp.workers.memoryGiB': 'Memory of each',
  'spec.cluster.ccp.workers.gpu': 'GPUs of each',
  'spec.cluster.ccp.workers.gpu.type': 'Kind of GPU, as the platform lists it',
  'spec.cluster.ccp.workers.gpu.count': 'How many in each worker',
  'spec.cluster.ccp.moreWorkers': 'Groups of workers beside the first, each of machines of its own kind',
  'spec.cluster.ccp.moreWorkers[].name': 'The group’s name; no two have the same',
  'spec.cluster.ccp.moreWorkers[].count': 'How many workers; 0 takes away a group that is there',
  'spec.cluster.ccp.moreWorkers[].vcpus': 'Processors of each',
  'spec.cluster.ccp.moreWorkers[].memoryGiB': 'Memory of each',
  'spec.cluster.ccp.moreWorkers[].gpu': 'GPUs of each',
  'spec.cluster.ccp.moreWorkers[].gpu.type': 'Kind of GPU, as the platform lists it',
  'spec.cluster.ccp.moreWorkers[].gpu.count': 'How many in each worker',
  'spec.cluster.ccp.controlPlane.count': 'How many control plane nodes',
  'spec.cluster.ccp.controlPlane.vcpus': 'Processors of each',
  'spec.cluster.ccp.controlPlane.memoryGiB': 'Memory of each',
  'spec.cluster.existing.context': 'Context of the connection’s kubeconfig; its current one when left out',
  'spec.cluster.sandbox.workers.count': 'How many simulated workers',
  'spec.cluster.sandbox.workers.vcpus': 'Processors that each says it has',
  'spec.cluster.sandbox.workers.memoryGiB': 'Memory that each says it has',
  'spec.cluster.sandbox.workers.gpu': 'GPUs that each says it has',
  'spec.cluster.sandbox.workers.gpu.type': 'Kind of GPU',
  'spec.cluster.sandbox.workers.gpu.count': 'How many in each worker',
  'spec.cluster.sandbox.moreWorkers': 'Groups of simulated workers beside the first, each of machines of its own kind',
  'spec.cluster.sandbox.moreWorkers[].name': 'The group’s name; no two have the same',
  'spec.cluster.sandbox.moreWorkers[].count': 'How many workers; 0 for none',
  'spec.cluster.sandbox.moreWorkers[].vcpus': 'Processors of each',
  'spec.cluster.sandbox.moreWorkers[].memoryGiB': 'Memory of each',
  'spec.cluster.sandbox.moreWorkers[].gpu': 'GPUs of each',
  'spec.cluster.sandbox.moreWorkers[].gpu.type': 'Kind of GPU',
  'spec.cluster.sandbox.moreWorkers[].gpu.count': 'How many in each worker',
  'spec.proxy.http':
    'Address of the proxy for http, without a password. Only with `platform: ccp`, whose machines it is set on',
  'spec.proxy.https': 'Address of the proxy for https, without a password. Only with `platform: ccp`',
  'spec.proxy.noProxy': 'Names, addresses and networks that are reached directly. Only with `platform: ccp`',
  'spec.kubeflow': 'What is installed; `null` makes the cluster only',
  'spec.kubeflow.release':
    'A version; `sample` is a small release for the sandbox, not Kubeflow, and refused on a real cluster',
  'spec.kubeflow.components': '`all`, or the names of components; what they need is taken along',
  'spec.kubeflow.user.email':
    'Who logs in to Kubeflow; the password is generated (`mla credentials`). The namespace keeps its published name, kubeflow-user-example-com',
  'spec.kubeflow.takeOver':
    'What of other owners on the cluster may be changed: words that a failed check names (`istio`, `cert-manager`, `installation:NAME`)',
  'spec.kubeflow.access.expose':
    'How Kubeflow is reached: by port forwarding. `loadBalancer` is refused until it is built',
};

const example = `apiVersion: mlanywhere.dev/v1alpha1
kind: Installation
metadata:
  name: demo
spec:
  cluster:
    platform: sandbox
    sandbox:
      workers:
        count: 3
  kubeflow:
    release: sample
`;

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
}

interface Field {
  readonly path: string;
  readonly canBe: readonly string[];
  readonly preset: string;
}

const formats: Readonly<Record<string, string>> = { uri: 'an address', email: 'an e-mail address' };

const isGroup = (schema: Schema | undefined): boolean => schema?.properties !== undefined;

function typeOf({ type = 'null', const: only, enum: values, minimum, maximum, format = '', items }: Schema): string {
  if (only !== undefined) return `\`${JSON.stringify(only).replaceAll('"', '')}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'integer') return `${minimum ?? ''} to ${maximum ?? ''}`;
  if (type === 'array') return isGroup(items) ? 'list of groups' : 'list of texts';
  return formats[format] ?? (type === 'string' ? 'text' : type);
}

/** Each field that is no mere group, in the order of the schema. */
function fieldsOf(schema: Schema, path: string, isRequired: boolean): Field[] {
  const ways = schema.oneOf ?? schema.anyOf ?? [schema];
  const groups = ways.filter(({ properties }) => properties !== undefined);
  const values = ways.filter(({ properties }) => properties === undefined);
  const preset = isRequired ? 'required' : schema.default === undefined ? '' : JSON.stringify(schema.default);
  const hasOwnRow = values.length > 0;
  const own = hasOwnRow
    ? [
        {
          path,
          canBe: [...new Set([...(groups.length > 0 ? ['a group'] : []), ...values.map(typeOf)])],
          preset: preset === '{}' ? '' : preset,
        },
      ]
    : [];
  const inner = groups.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([name, part]) =>
      fieldsOf(part, path === '' ? name : `${path}.${name}`, required.includes(name)),
    ),
  );
  const listed = values.flatMap(({ items }) =>
    items !== undefined && isGroup(items) ? fieldsOf(items, `${path}[]`, true) : [],
  );
  return [...own, ...inner, ...listed];
}

/** One row for each path: what the platforms have in common is said once. */
function mergeFields(fields: readonly Field[]): Field[] {
  return [...Map.groupBy(fields, ({ path }) => path)].map(([path, same]) => ({
    path,
    canBe: [...new Set(same.flatMap(({ canBe }) => canBe))],
    preset: same[0]?.preset ?? '',
  }));
}

const fields = mergeFields(fieldsOf(z.toJSONSchema(installationSchema, { io: 'input' }) as Schema, '', true));

/** The page as the schema has it. `UPDATE_DOCS=1 npx vitest run src/installation/installation-document.test.ts` writes it. */
function printPage(): string {
  const rows = fields.map(
    ({ path, canBe, preset }) =>
      `| \`${path}\` | ${meanings[path] ?? ''} | ${canBe.join(', ')} | ${preset === '' || preset === 'required' ? preset : `\`${preset}\``} |`,
  );
  return `# The installation

What a user wants, in one file: a cluster, and Kubeflow on it. \`mla apply -f FILE\` makes it; the web page shows the YAML of what its form says. The smallest one that does something, here on a sandbox cluster:

\`\`\`yaml
${example}\`\`\`

What has a default can be left out. Each platform has a group of its own: of \`ccp\`, \`existing\` and \`sandbox\` only that of \`spec.cluster.platform\` is given. A field that is not in the table is refused by name, so that a slip of the keyboard is not taken for a wish.

| field | what it says | can be | default |
|---|---|---|---|
${rows.join('\n')}
`;
}

test('docs/installation.md says what the schema says', async () => {
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, printPage());
  expect(await readFile(page, 'utf8')).toBe(printPage());
});

test('each field has its meaning there, and nothing else has', () => {
  expect(fields.map(({ path }) => path).sort()).toEqual(Object.keys(meanings).sort());
});

test('the example can be used as it stands', () => {
  expect(readInstallation(example)).toMatchObject({
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'sandbox' }, kubeflow: { components: 'all' } },
  });
});
