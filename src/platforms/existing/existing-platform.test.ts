import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import type { ConnectionInput } from '../../api/contract.ts';
import { installationSchema } from '../../installation/installation.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import type { ClusterRequest, Platform } from '../platform.ts';
import { ownAccountFolder } from './definition/existing.ts';
import { createExistingPlatform } from './existing-platform.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-existing-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const platformOf = (localFiles: boolean): Platform =>
  createExistingPlatform({ localFiles, createClient: (access) => createKubernetesClient(access) });
const pair = issueCertificate({ commonName: 'someone' });

test('a kubeconfig of a file runs its login program on one’s own machine, and never on a shared server', () => {
  const saved = { platform: 'existing', kubeconfigPath: '/home/me/.kube/config' } as const;
  const pasted = { platform: 'existing', kubeconfig: 'text' } as const;
  const own = { platform: 'existing', kubeconfigPath: ownAccountFolder } as const;
  const rights = (localFiles: boolean) =>
    [saved, pasted, own].map((input) => {
      const { execAllowed, baseDirectory } = platformOf(localFiles).kubeconfigRights?.(input) ?? {};
      return [execAllowed, baseDirectory !== undefined];
    });
  expect(rights(true)).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ]);
  // Also what was saved before others used the server. The pod's own account names a file, and no program.
  expect(rights(false)).toEqual([
    [false, false],
    [false, false],
    [false, true],
  ]);
});

function kubeconfig(user: Record<string, unknown> = { token: 'abc' }, cluster: Record<string, unknown> = {}): string {
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    contexts: [
      { name: 'lab', context: { cluster: 'lab', user: 'me' } },
      { name: 'production', context: { cluster: 'production', user: 'other' } },
    ],
    clusters: [
      { name: 'lab', cluster: { server: 'https://127.0.0.1:1', ...cluster } },
      { name: 'production', cluster: { server: 'https://production.example' } },
    ],
    users: [
      { name: 'me', user },
      { name: 'other', user: { token: 'secret of production' } },
    ],
  });
}

function request(
  input: Omit<Extract<ConnectionInput, { platform: 'existing' }>, 'platform'>,
  context?: string,
): ClusterRequest {
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'lab', existing: context === undefined ? {} : { context } } },
  });
  return {
    installation,
    owner: 'demo',
    connection: { name: 'lab', input: { platform: 'existing', ...input } },
    signal,
    tell: () => undefined,
  };
}

const handle = { platform: 'existing', id: 'https://127.0.0.1:1', name: 'demo' } as const;

describe('the kubeconfig that is handed on', () => {
  test('holds the chosen context only', async () => {
    const text = (await platformOf(false).fetchKubeconfig(handle, request({ kubeconfig: kubeconfig() }))).reveal();
    expect(load(text)).toMatchObject({
      'current-context': 'lab',
      contexts: [{ name: 'lab' }],
      clusters: [{ name: 'lab' }],
      users: [{ name: 'me', user: { token: 'abc' } }],
    });
    expect(text).not.toContain('production');
  });

  test('is of the context that the installation names, before that of the connection', async () => {
    const text = (
      await platformOf(false).fetchKubeconfig(
        handle,
        request({ kubeconfig: kubeconfig(), context: 'lab' }, 'production'),
      )
    ).reveal();
    expect(load(text)).toMatchObject({
      'current-context': 'production',
      clusters: [{ cluster: { server: 'https://production.example' } }],
    });
  });

  test('takes in the certificates that a local file points to', async () => {
    await writeFile(join(folder, 'me.crt'), pair.certificate);
    await writeFile(join(folder, 'me.key'), pair.key);
    const path = join(folder, 'config');
    await writeFile(path, kubeconfig({ 'client-certificate': 'me.crt', 'client-key': 'me.key' }));
    const text = (await platformOf(true).fetchKubeconfig(handle, request({ kubeconfigPath: path }))).reveal();
    const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
    expect(load(text)).toMatchObject({
      users: [{ user: { 'client-certificate-data': base64(pair.certificate), 'client-key-data': base64(pair.key) } }],
    });
    expect(text).not.toContain('me.crt');
  });
});

describe('a file of one’s own', () => {
  const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  test.each([
    ['UTF-16 as PowerShell writes it', utf16],
    ['UTF-16, big endian', (text: string) => utf16(text).swap16()],
    [
      'UTF-8 with a byte order mark',
      (text: string) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
    ],
    ['CRLF and comments', (text: string) => Buffer.from(`# of the lab\r\n${text.replaceAll('\n', '\r\n')}`)],
    ['JSON', (text: string) => Buffer.from(JSON.stringify(load(text)))],
  ])('is read in %s', async (_, encode) => {
    const path = join(folder, 'config');
    await writeFile(path, encode(kubeconfig({ token: 'ä' })));
    const text = (await platformOf(true).fetchKubeconfig(handle, request({ kubeconfigPath: path }))).reveal();
    expect(load(text)).toMatchObject({ 'current-context': 'lab', users: [{ user: { token: 'ä' } }] });
  });

  test('is handed on with whole paths, so that it works from any folder', async () => {
    const path = join(folder, 'config');
    await writeFile(
      path,
      kubeconfig({
        tokenFile: 'token.txt',
        exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', installHint: 'kept' },
      }),
    );
    const text = (await platformOf(true).fetchKubeconfig(handle, request({ kubeconfigPath: path }))).reveal();
    expect(load(text)).toMatchObject({
      users: [
        {
          user: { tokenFile: join(folder, 'token.txt'), exec: { command: join(folder, 'login'), installHint: 'kept' } },
        },
      ],
    });
  });

  test('that names a certificate which is not there says which', async () => {
    const path = join(folder, 'config');
    await writeFile(path, kubeconfig({ token: 'abc' }, { 'certificate-authority': 'gone.crt' }));
    await expect(platformOf(true).fetchKubeconfig(handle, request({ kubeconfigPath: path }))).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-056',
      message: expect.stringContaining(join(folder, 'gone.crt')) as string,
    });
  });
});

describe('a connection', () => {
  const failures: readonly (readonly [
    string,
    Omit<Extract<ConnectionInput, { platform: 'existing' }>, 'platform'>,
    string,
    string,
  ])[] = [
    ['a file on a server for several people', { kubeconfigPath: '/etc/passwd' }, 'address', 'MLA-PLATFORM-002'],
    ['neither text nor file', {}, 'address', 'MLA-PLATFORM-006'],
    ['a text that is no kubeconfig', { kubeconfig: 'hello' }, 'address', 'MLA-KUBERNETES-050'],
    [
      'an export without its keys',
      { kubeconfig: kubeconfig({ token: 'REDACTED' }, { 'certificate-authority-data': 'DATA+OMITTED' }) },
      'address',
      'MLA-KUBERNETES-053',
    ],
    [
      'a login program in an uploaded text',
      { kubeconfig: kubeconfig({ exec: { command: 'aws', apiVersion: 'client.authentication.k8s.io/v1' } }) },
      'address',
      'MLA-KUBERNETES-054',
    ],
    [
      'a file reference in an uploaded text',
      { kubeconfig: kubeconfig({ tokenFile: '/etc/passwd' }) },
      'address',
      'MLA-KUBERNETES-055',
    ],
    [
      'a name that is not found',
      { kubeconfig: kubeconfig({}, { server: 'https://cluster.invalid' }) },
      'name',
      'MLA-KUBERNETES-002',
    ],
    ['a port where nothing listens', { kubeconfig: kubeconfig() }, 'tcp', 'MLA-KUBERNETES-001'],
  ];
  test.each(failures)('with %s fails in its layer', async (_, input, layer, code) => {
    const result = await platformOf(false).testConnection({ platform: 'existing', ...input }, { signal });
    expect(result.ok).toBe(false);
    expect(result.layers.at(-1)).toMatchObject({ layer, ok: false, error: { code } });
  });

  test('with a missing local file says which', async () => {
    const result = await platformOf(true).testConnection(
      { platform: 'existing', kubeconfigPath: join(folder, 'nothing') },
      { signal },
    );
    expect(result.layers.at(-1)?.error).toMatchObject({
      code: 'MLA-PLATFORM-003',
      message: expect.stringContaining(join(folder, 'nothing')) as string,
    });
  });

  test('lists the contexts, the current one recommended', async () => {
    expect(
      await platformOf(false).listChoices?.(
        request({ kubeconfig: kubeconfig() }).connection ?? never(),
        'context',
        {},
        { signal },
      ),
    ).toEqual([
      { value: 'lab', label: 'lab', detail: 'https://127.0.0.1:1, me', recommended: true },
      { value: 'production', label: 'production', detail: 'https://production.example, other' },
    ]);
  });

  test('promises to keep the cluster and what is on it, and keeps them: only the stored kubeconfig is forgotten', async () => {
    const { removes, keeps } = platformOf(false).previewDeletion(handle);
    expect(keeps.join()).toMatch(/https:\/\/127\.0\.0\.1:1.*mla uninstall \w+ first/);
    expect(removes.join()).toContain('kubeconfig');
    expect(keeps.join()).toMatch(/the credentials, here and in the cluster/);
    expect(removes.join()).not.toContain('credentials');
    expect(removes.join()).not.toContain('Kubeflow');
    await platformOf(false).deleteCluster(handle, request({ kubeconfig: kubeconfig() }));
  });
});

function never(): never {
  throw new Error('the request has a connection');
}
