import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { bundleOfRelease } from '../../src/kubeflow/release/bundle-of-release.ts';
import { digestOf, loadRelease } from '../../src/kubeflow/release/load-release.ts';
import { buildSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { startCcpLab, type CcpLab } from '../../src/platforms/ccp/testing/simulated-ccp.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import { followRecipe, type Recipe } from '../recipes/follow-recipe.fixture.ts';
import { readPage } from '../recipes/page.fixture.ts';
import { canBeOnlyWayOut, startOnlyWayOut, type OnlyWayOut } from './only-way-out.fixture.ts';

describe.runIf(canBeOnlyWayOut)('Where a forward proxy is the only way out', () => {
  const password = 'hush/hush';
  let rig: OnlyWayOut;
  let port: number;
  let cluster: SandboxCluster | undefined;
  let ccp: CcpLab;
  let bundle: Buffer;

  beforeAll(async () => {
    rig = await startOnlyWayOut(['files.lab.example', 'api.lab.example', 'ccp.lab.example']);
    const sample = loadRelease(await buildSampleRelease());
    bundle = bundleOfRelease({ ...sample, name: 'own', version: '9.9.9' });
    port = await rig.serve(
      ({ url }, response) =>
        url === '/mlanywhere/latest' ? response.end('{"version":"99.0.0"}') : response.end(bundle),
      'files.lab.example',
    );
    ccp = await startCcpLab();
    await rig.write('ccp-password', ccp.ccp.password);
  });
  afterAll(async () => {
    await Promise.all([cluster?.stop(), ccp.stop()]);
    await rig[Symbol.asyncDispose]();
  });

  /** A real API server, by a name that squid alone knows. */
  const writeKubeconfig = async (): Promise<string> => {
    cluster = await startSandboxCluster({ name: 'proxied', directory: rig.place('cluster'), simulate: false });
    const text = cluster.kubeconfig.replace(
      /server: https:\/\/127\.0\.0\.1:/,
      'tls-server-name: 127.0.0.1\n      server: https://api.lab.example:',
    );
    return rig.write('kubeconfig', text);
  };
  const updates = (proxy: string, more: Record<string, string> = {}) =>
    rig.watched(() =>
      rig.mla(['update-check'], {
        MLA_UPDATE_SOURCE: `https://files.lab.example:${port}/`,
        ...(proxy !== '' && { HTTPS_PROXY: proxy }),
        ...more,
      }),
    );
  const explained = (proxy: string, more: Record<string, string> = {}) =>
    rig.watched(() =>
      rig.mla(['proxy', 'explain', `https://files.lab.example:${port}`, '--test'], { HTTPS_PROXY: proxy, ...more }),
    );

  test('without it nothing is reached', async () => {
    expect(await updates('')).toMatchObject({ code: expect.any(Number) as number, log: [] });
    const [command, ...args] = [...rig.command, 'ip', 'route', 'show', 'default'];
    expect((await promisify(execFile)(command, args)).stdout).toBe('');
  });

  test('a request goes through it', async () => {
    const { code, text, log } = await updates(rig.squid.plain);
    expect(text).toContain('MLAnywhere 99.0.0 is available at files.lab.example');
    expect(code).toBe(0);
    expect(log).toEqual([`- CONNECT files.lab.example:${port} 200`]);
  });

  test('the whole wizard works through one with user and password, which nothing prints', async () => {
    const proxies = {
      HTTPS_PROXY: rig.squid.withLogin,
      HTTP_PROXY: rig.squid.withLogin,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
    };
    const kubeconfig = await writeKubeconfig();
    const before = (await rig.squid.log()).length;
    const server = rig.start(['serve', '--port', '0'], proxies);
    await eventually(() => Promise.resolve(server.said().includes('MLAnywhere is running')));

    const bundleAt = `https://files.lab.example:${port}/own.mlarelease`;
    const ccpAt = `https://ccp.lab.example:${new URL(ccp.ccp.address).port}`;
    const ran = [
      await rig.mla(['release', 'add', bundleAt, '--digest', digestOf(bundle)], proxies),
      await rig.mla(['connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig], proxies),
      await rig.mla(
        [
          ...['connection', 'add', 'ccp', 'lab', '--address', ccpAt, '--username', ccp.ccp.username],
          ...['--password-file', rig.place('ccp-password'), '--fingerprint', ccp.ccp.fingerprint],
        ],
        proxies,
      ),
      await rig.mla(['choices', 'ccp', 'datacenter', '--connection', 'lab'], proxies),
    ];
    for (const { code, text } of ran) expect({ code, text }).toMatchObject({ code: 0 });
    expect(ran[0]?.text).toContain('own 9.9.9 is in the store');
    expect(ran[1]?.text).toMatch(/proxy .*through .*HTTPS_PROXY names the proxy/);
    // The cluster around a pod is never asked for through the proxy, and neither is this machine.
    const own = await rig.mla(['proxy', 'explain', 'https://10.96.0.1', '--test'], proxies);
    expect(own).toMatchObject({ text: expect.stringContaining('https://10.96.0.1 is reached directly.') as string });
    expect(own.code).not.toBe(0);
    const local = await rig.mla(['proxy', 'explain', 'http://localhost:1', '--test'], proxies);
    expect(local.code).not.toBe(0);

    await server.end();
    const log = (await rig.squid.log()).slice(before);
    const reached = new Set(log.filter((line) => line.endsWith(' 200')).map((line) => line.replace(/:\d+ 200$/, '')));
    expect([...reached].toSorted()).toEqual(['api', 'ccp', 'files'].map((name) => `ann CONNECT ${name}.lab.example`));
    expect(log.filter((line) => !line.endsWith(' 200'))).toEqual([]);
    expect(log.join('\n')).not.toMatch(/127\.|localhost|::1|10\.96\./);
    const printed = [
      server.said(),
      ...ran.map(({ text }) => text),
      own.text,
      await readFile(rig.place('servers.pem'), 'utf8'),
    ];
    for (const text of printed) {
      expect(text).not.toContain(password);
      expect(text).not.toContain(encodeURIComponent(password));
    }
  });

  test('a wrong password is the proxy’s answer', async () => {
    const { text, log } = await explained(rig.squid.withLogin.replace('hush', 'wrong'));
    expect(text).toContain('it does not accept the user and the password (407)');
    expect(text).not.toContain('wrong');
    expect(log.every((line) => line.endsWith('407'))).toBe(true);
  });

  test('one over TLS is used with the authority of its certificate, and named without', async () => {
    const { text } = await explained(rig.squid.overTls);
    expect(text).toContain('its certificate is from Proxy CA, which this machine does not trust');
    const used = await updates(rig.squid.overTls, { MLA_CA_FILE: rig.place('and-proxies.pem') });
    expect(used.text).toContain('MLAnywhere 99.0.0 is available');
    expect(used.log).toEqual([`- CONNECT files.lab.example:${port} 200`]);
  });

  test('one that inspects is told by its authority, and used once that is trusted', async () => {
    const { text } = await explained(rig.squid.inspecting);
    expect(text).toContain('The certificate of files.lab.example is from Inspecting CA');
    expect(text).toContain('MLA-GENERAL-007');
    const used = await updates(rig.squid.inspecting, { MLA_CA_FILE: rig.place('inspector.pem') });
    expect(used.text).toContain('MLAnywhere 99.0.0 is available');
    // It has read the request: that is what inspecting means.
    expect(used.log).toContain(`- GET https://files.lab.example:${port}/mlanywhere/latest 200`);
  });

  test('docs/proxy.md does what it says', async () => {
    const { address } = rig;
    const exported: Record<string, string> = {};
    const explain = 'mla proxy explain https://github.com';
    const run = async (command: string) => {
      const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(command) ?? [];
      if (name !== '') {
        exported[name] = value.replace('proxy.example.com', address);
        return { exitCode: 0, text: '' };
      }
      const here = command.replace('github.com', `files.lab.example:${port}`).replace('proxy.example.com', address);
      const { code, text } = await rig.mla(here.split(' ').slice(1), exported);
      const told = text.replaceAll(`files.lab.example:${port}`, 'github.com').replaceAll(address, 'proxy.example.com');
      return { exitCode: code, text: told };
    };
    const matching = (text: string) => expect.stringContaining(text) as string;
    const notRun = 'connections are added in another test';
    const directly = (_: unknown, { text }: { text: string }) => expect(text).toContain('is reached directly.');
    const through = (_: unknown, { text }: { text: string }) => expect(text).toContain('is reached through the proxy');
    const flags = '--proxy http://proxy.example.com:3128 --proxy-bypass .lab.example.com,10.0.0.0/8';
    const recipe: Recipe<{ run: typeof run }> = {
      page: 'proxy.md',
      commands: {
        // A server would run until Ctrl-C; another command says what its flags and variables do.
        'mla serve --proxy none': { as: () => `${explain} --proxy none`, after: directly },
        'mla serve': { as: () => explain, after: through },
        [`mla serve ${flags}`]: { as: () => `${explain} ${flags}`, after: through },
        'export HTTPS_PROXY=http://ann:secret@proxy.example.com:3128': {
          as: () => `export HTTPS_PROXY=${rig.squid.withLogin}`,
          after: () => expect(run(`${explain} --test`)).resolves.toMatchObject({ text: matching('✔ tls') }),
        },
        'export MLA_CA_FILE=/etc/ssl/company.pem': {
          before: () => run(`export HTTPS_PROXY=${rig.squid.inspecting}`).then(() => undefined),
          as: () => `export MLA_CA_FILE=${rig.place('inspector.pem')}`,
          after: () => expect(run(`${explain} --test`)).resolves.toMatchObject({ text: matching('Inspecting CA') }),
        },
        'mla connection add existing lab --kubeconfig lab.kubeconfig --proxy http://ann@proxy.example.com:3128 --proxy-password-file password.txt':
          { notRun },
        'mla connection add existing near --kubeconfig near.kubeconfig --proxy none': { notRun },
        'mla connection add ccp lab --address https://ccp.example.com --username admin --password-file ccp.txt --proxy http://proxy.example.com:3128 --ca-file company.pem':
          { notRun: 'test/proxy/wizard-cases.test.ts does it' },
        'mla proxy explain --connection lab --test': { notRun: 'test/proxy/wizard-cases.test.ts does it' },
        'mla proxy explain https://github.com --test': {},
      },
    };
    const page = await readPage('proxy.md');
    // What this page says of a cluster's nodes is another matter.
    const mine = page.filter(({ command }) => command in recipe.commands || command.startsWith('export '));
    // The text on the page is of a plain proxy.
    const [first, ...rest] = mine.filter(({ prints }) => prints.length > 0);
    expect([first?.command, rest]).toEqual(['mla proxy explain https://github.com --test', []]);
    await followRecipe(mine, recipe, { run });
  });
});
