import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installationsOn } from '../../../installation/flags/installations.fixture.ts';
import { addedTo, kubeflowFlags } from '../../../installation/flags/kubeflow-flags.ts';
import { writeFlagValue } from '../../../installation/flags/flag-value.ts';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import { putAt, valueAt } from '../../../installation/value-at.ts';
import { runInPipe } from '../../output/terminal.fixture.ts';

/** A server that keeps what it is asked and answers nothing else: what a command makes of its flags is in its request. */
let server: Server;
let asked: unknown;
let environment: Record<string, string>;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const isHealth = request.url === '/api/health';
      if (!isHealth) asked = JSON.parse(body);
      response.writeHead(isHealth ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isHealth ? { ok: true, version: '0' } : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = { MLA_SERVER: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What a command asks the server for; undefined where it refuses its flags. */
async function send(command: string, file: Installation, flags: readonly string[]): Promise<unknown> {
  asked = undefined;
  const { stderr } = await runInPipe([command, '-f', '-', ...flags], { environment, input: JSON.stringify(file) });
  expect(asked !== undefined || stderr.includes('MLA-INSTALLATION-005'), stderr).toBe(true);
  return asked;
}

const ofKubeflow = installationsOn('existing').filter(({ spec }) => spec.kubeflow !== null);

/** Every flag that can say what an installation has, also where that is the default; and the same over another installation. */
function over(file: Installation, wish: Installation): { flags: string[]; wanted: Installation | undefined } {
  const draft = structuredClone(file) as unknown as Record<string, unknown>;
  const flags = kubeflowFlags.flatMap(({ name, fields: [field] }) => {
    const value = valueAt(wish, field.path);
    const word = value === undefined ? undefined : writeFlagValue(field, value);
    if (word === undefined) return [];
    const before = [valueAt(file, field.path) ?? []].flat();
    putAt(draft, field.path, addedTo.has(field.path) ? [...new Set([...before, ...(value as unknown[])])] : value);
    return [name, word];
  });
  return { flags, wanted: installationSchema.safeParse(draft).data };
}

describe('apply, preflight and plan take the same flags of Kubeflow over the file:', () => {
  test('every field that a flag can say is as the flags say it, all others are as in the file', async () => {
    await fc.assert(
      fc.asyncProperty(ofKubeflow, ofKubeflow, async (file, wish) => {
        const { flags, wanted } = over(file, wish);
        expect(await send('apply', file, flags)).toEqual(wanted);
        expect(await send('preflight', file, flags)).toEqual(wanted);
        const { release, components, patches, foundation, access } = wanted?.spec.kubeflow ?? {};
        const proxy = wanted?.spec.proxy;
        const plan = (await send('plan', file, flags)) as Record<string, unknown> | undefined;
        expect(plan && { ...plan, cluster: undefined }).toEqual(
          wanted && { release, components, patches, foundation, access, proxy, cluster: undefined },
        );
      }),
      { numRuns: 60 },
    );
  });

  const smallest = (kubeflow: object | null): Installation =>
    installationSchema.parse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow },
    });

  test('--take-over adds to the words of the file, each once', async () => {
    const sent = await send('apply', smallest({ takeOver: ['istio'] }), ['--take-over', 'cert-manager, istio']);
    expect(sent).toMatchObject({ spec: { kubeflow: { takeOver: ['istio', 'cert-manager'] } } });
  });

  test.each(['apply', 'preflight', 'plan'])('mla %s refuses flags that contradict the file', async (command) => {
    const file = smallest({ takeOver: ['istio'], patches: { disable: ['token-issuer'] } });
    expect(await send(command, file, ['--foundation-istio', 'yours'])).toBeUndefined();
    expect(await send(command, file, ['--patches-enable', 'token-issuer'])).toBeUndefined();
    expect(await send(command, file, ['--patches-enable', 'jobset-image'])).toBeDefined();
  });

  test.each(['apply', 'preflight'])('mla %s refuses them where no Kubeflow is installed', async (command) => {
    const words = [command, '-f', '-', '--release', 'sample', '--take-over', 'istio'];
    const { stderr } = await runInPipe(words, { environment, input: JSON.stringify(smallest(null)) });
    expect(stderr).toContain('--release, --take-over is for installing Kubeflow, and spec.kubeflow is null');
  });
});
