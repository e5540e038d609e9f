import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { installationSchema } from './installation.ts';
import { readInstallation } from './yaml.ts';

const page = join(import.meta.dirname, '../../docs/installation.md');

/** The meaning of each field. Its values and default come from the schema. */
const meanings: Readonly<Record<string, string>> = {
  apiVersion: 'Version of this format',
  kind: 'Kind of object',
  'metadata.name': 'Name of the installation, and of a cluster created for it',
  'spec.cluster.platform': 'Where the cluster comes from',
  'spec.cluster.connection': 'Name of a saved connection (`mla connection add`); never put a password here',
  'spec.cluster.ccp.provider': 'Name of the infrastructure provider in CCP',
  'spec.cluster.ccp.datacenter': 'vSphere datacenter',
  'spec.cluster.ccp.cluster': 'vSphere cluster',
  'spec.cluster.ccp.resourcePool': 'vSphere resource pool; empty for the cluster’s own',
  'spec.cluster.ccp.network': 'Network of the nodes',
  'spec.cluster.ccp.datastore': 'Datastore of the nodes’ disks',
  'spec.cluster.ccp.image': 'Template of the nodes; its name contains the Kubernetes version',
  'spec.cluster.ccp.vipPool': 'Subnet that the cluster’s addresses are taken from (VIP pool)',
  'spec.cluster.ccp.sshKey': 'OpenSSH public key for logging in to each node',
  'spec.cluster.ccp.sshUser': 'User for logging in with this key',
  'spec.cluster.ccp.podCidr': 'Network of the pods',
  'spec.cluster.ccp.loadBalancers': 'Addresses for load balancers',
  'spec.cluster.ccp.ntpServers': 'Time servers',
  'spec.cluster.ccp.ntpPools': 'Pools of time servers',
  'spec.cluster.ccp.insecureRegistries': 'Image registries without TLS',
  'spec.cluster.ccp.rootCaRegistries': 'Image registries with a private certificate authority',
  'spec.cluster.ccp.workers.count': 'How many workers',
  'spec.cluster.ccp.workers.vcpus': 'vCPUs per worker',
  'spec.cluster.ccp.workers.memoryGiB': 'Memory per worker, in GiB',
  'spec.cluster.ccp.workers.gpu': 'GPUs of each worker',
  'spec.cluster.ccp.workers.gpu.type': 'GPU type, as the platform lists it',
  'spec.cluster.ccp.workers.gpu.count': 'GPUs per worker',
  'spec.cluster.ccp.moreWorkers': 'More groups of workers, each with its own machine size',
  'spec.cluster.ccp.moreWorkers[].name': 'Name of the group, unique in the cluster',
  'spec.cluster.ccp.moreWorkers[].count': 'How many workers; 0 removes an existing group',
  'spec.cluster.ccp.moreWorkers[].vcpus': 'vCPUs per worker',
  'spec.cluster.ccp.moreWorkers[].memoryGiB': 'Memory per worker, in GiB',
  'spec.cluster.ccp.moreWorkers[].gpu': 'GPUs of each worker',
  'spec.cluster.ccp.moreWorkers[].gpu.type': 'GPU type, as the platform lists it',
  'spec.cluster.ccp.moreWorkers[].gpu.count': 'GPUs per worker',
  'spec.cluster.ccp.controlPlane.count': 'How many control plane nodes: 1 for testing, 3 for high availability',
  'spec.cluster.ccp.controlPlane.vcpus': 'vCPUs per control plane node',
  'spec.cluster.ccp.controlPlane.memoryGiB': 'Memory per control plane node, in GiB',
  'spec.cluster.existing.context': 'Context of the connection’s kubeconfig. Default: its current context',
  'spec.cluster.sandbox.workers.count': 'How many simulated workers',
  'spec.cluster.sandbox.workers.vcpus': 'Simulated vCPUs per worker',
  'spec.cluster.sandbox.workers.memoryGiB': 'Simulated memory per worker, in GiB',
  'spec.cluster.sandbox.workers.gpu': 'Simulated GPUs of each worker',
  'spec.cluster.sandbox.workers.gpu.type': 'GPU type',
  'spec.cluster.sandbox.workers.gpu.count': 'GPUs per worker',
  'spec.cluster.sandbox.moreWorkers': 'More groups of simulated workers, each with its own machine size',
  'spec.cluster.sandbox.moreWorkers[].name': 'Name of the group, unique in the cluster',
  'spec.cluster.sandbox.moreWorkers[].count': 'How many workers; 0 for none',
  'spec.cluster.sandbox.moreWorkers[].vcpus': 'Simulated vCPUs per worker',
  'spec.cluster.sandbox.moreWorkers[].memoryGiB': 'Simulated memory per worker, in GiB',
  'spec.cluster.sandbox.moreWorkers[].gpu': 'Simulated GPUs of each worker',
  'spec.cluster.sandbox.moreWorkers[].gpu.type': 'GPU type',
  'spec.cluster.sandbox.moreWorkers[].gpu.count': 'GPUs per worker',
  'spec.proxy.http': 'HTTP proxy of the machines, without a password. Only with `platform: ccp`',
  'spec.proxy.https': 'HTTPS proxy of the machines, without a password. Only with `platform: ccp`',
  'spec.proxy.noProxy': 'Names, addresses and networks to reach without the proxy. Only with `platform: ccp`',
  'spec.kubeflow': 'What to install; `null` creates the cluster only',
  'spec.kubeflow.release':
    'Version of Kubeflow. `sample` is a small release for the sandbox; it is not Kubeflow, and real clusters refuse it',
  'spec.kubeflow.components': '`all`, or a list of components; MLAnywhere adds what they require',
  'spec.kubeflow.user.email':
    'Who logs in to Kubeflow; the password is generated (`mla credentials`). The namespace keeps its published name, kubeflow-user-example-com',
  'spec.kubeflow.takeOver':
    'Software of other owners that may be changed: the words a failed check names (`istio`, `cert-manager`, `installation:NAME`)',
  'spec.kubeflow.access.expose':
    'How you reach Kubeflow: by port forwarding. `loadBalancer` is not supported yet and refused',
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

/** The page, generated from the schema. `UPDATE_DOCS=1 npx vitest run src/installation/installation-document.test.ts` writes it. */
function printPage(): string {
  const rows = fields.map(
    ({ path, canBe, preset }) =>
      `| \`${path}\` | ${meanings[path] ?? ''} | ${canBe.join(', ')} | ${preset === '' || preset === 'required' ? preset : `\`${preset}\``} |`,
  );
  return `# The installation

This file describes a cluster and Kubeflow on it. Create it with \`mla apply -f FILE\`. The wizard shows the YAML of its form under *Show as*. A small example for the sandbox:

\`\`\`yaml
${example}\`\`\`

You can omit every field with a default. Use only the group of your platform: \`ccp\`, \`existing\` or \`sandbox\`. MLAnywhere refuses unknown fields, so a typo never goes unnoticed.

| field | meaning | values | default |
|---|---|---|---|
${rows.join('\n')}
`;
}

test('docs/installation.md matches the schema', async () => {
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, printPage());
  expect(await readFile(page, 'utf8')).toBe(printPage());
});

test('every field has a meaning, and nothing else has', () => {
  expect(fields.map(({ path }) => path).sort()).toEqual(Object.keys(meanings).sort());
});

test('the example can be used as it is', () => {
  expect(readInstallation(example)).toMatchObject({
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'sandbox' }, kubeflow: { components: 'all' } },
  });
});
