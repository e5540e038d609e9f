import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { installationSchema } from '../../installation/installation.ts';
import { createLaptopPlatform } from './laptop-platform.ts';
import { filesOf } from './cluster-files.ts';
import type { Engine } from './engine/engine.ts';
import { laptopRequest, laptopTools } from './testing/laptop-request.fixture.ts';
import { createRecordedMachine } from './testing/recorded-machine.fixture.ts';

/** Texts that a shell, a flag parser or a file name would take for something else. */
const hostile = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    '$(touch harmed)',
    '; touch harmed',
    '`touch harmed`',
    '--help',
    '-v',
    '../../harmed',
    "a'b",
    'a"b',
    'a b',
    '\n',
    '@',
    '\\',
    '*',
    'a\0b',
  ),
);
const engine: Engine = {
  name: 'docker',
  title: 'Docker',
  path: '/usr/bin/docker',
  version: '29.8.1',
  memory: 1,
  cpus: 1,
  rootless: false,
  native: false,
  cgroupVersion: 2,
  missingLimits: [],
  root: undefined,
  runtimes: [],
  socket: undefined,
};

describe.each(laptopTools)('whatever is written into an installation for $id', (tool) => {
  const { id } = tool;
  /** Mostly what the field takes, so that most of an installation is accepted. */
  const mostly = (...fitting: string[]) =>
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: hostile });
  const wishes = fc.record(
    {
      name: mostly('demo', 'a-b', 'kubeflow'),
      image: mostly('kindest/node:v1.36.4', 'a.example:5000/b/c@sha256:0'),
      registryMirror: mostly('https://mirror.example/', 'http://10.0.0.1:5000'),
      ports: fc.array(mostly('8080:80', '8443:31390'), { maxLength: 2 }),
      preload: fc.array(mostly('ghcr.io/a/b:c'), { maxLength: 2 }),
      certificateAuthority: hostile.map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`),
      noProxy: fc.array(mostly('.example.org', '10.0.0.0/8'), { maxLength: 3 }),
    },
    { requiredKeys: ['name'] },
  );
  const read = ({ name, noProxy, image, ...wish }: Partial<Record<string, unknown>>) =>
    installationSchema.safeParse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name },
      spec: {
        cluster: { platform: id, [id]: { ...wish, ...(id !== 'minikube' && { image }) } },
        kubeflow: null,
        ...(noProxy !== undefined && { proxy: { https: 'http://proxy.example:3128', noProxy } }),
      },
    });

  test('is refused, or stays the one argument that it is', () => {
    let accepted = 0;
    fc.assert(
      fc.property(wishes, (given) => {
        const { success, data: installation } = read(given);
        const wish = success ? tool.wishOf(installation) : undefined;
        if (installation === undefined || wish === undefined) return;
        accepted += 1;
        const { name } = installation.metadata;
        const order = {
          name,
          wish,
          proxy: installation.spec.proxy,
          engine,
          files: filesOf({ dataDirectory: '/data', tool: id, name, owner: 'o' }),
        };
        const { args, files = {}, environment = {} } = tool.create(order);
        const plain = tool.create({
          ...order,
          wish: { ...wish, ports: [], preload: [], registryMirror: undefined, certificateAuthority: undefined },
          proxy: undefined,
        }).args;
        // Each flag is one that MLAnywhere wrote itself.
        const flags = new Set([
          ...plain,
          '--port',
          '--ports',
          '--env',
          '--volume',
          '--registry-config',
          '--registry-mirror',
          '--container-runtime',
        ]);
        for (const argument of args.filter((one) => one.startsWith('-'))) expect(flags).toContain(argument);
        for (const text of [...args, ...Object.values(environment)]) expect(text).not.toContain('\0');
        for (const file of Object.keys(files)) expect(file.startsWith(order.files.directory), file).toBe(true);
        expect(order.files.directory).toMatch(new RegExp(`^/data/laptop/${id}/[a-z0-9-]+$`));
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test('is refused where a shell would do something with it, and otherwise reaches the program as it is', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    for (const entry of ['$(touch harmed)', '; touch harmed', 'a b', "it's", '"quoted"', '`touch harmed`'])
      expect(read({ name: 'demo', noProxy: [entry] }).success, entry).toBe(false);
    const noProxy = ['*.example.org', '[fd00::1]:8080', '_srv.example'];
    const { data: installation } = read({ name: 'demo', noProxy });
    if (installation === undefined) throw new Error('the installation was refused');
    const platform = createLaptopPlatform(tool, machine);
    const handle = await platform.createCluster(laptopRequest(installation));
    const creation = machine.state.calls().find(({ program, args }) => program === id && args[0] !== 'version');
    const given = [creation?.environment['NO_PROXY'] ?? '', ...(creation?.args ?? [])].join('\n');
    for (const entry of ['*.example.org', 'fd00::1', '_srv.example']) expect(given).toContain(entry);
    expect([...(await readdir(machine.directory)), ...(await readdir(handle.id))]).not.toContain('harmed');
  });
});
