import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificatePair } from '../../sandbox/certificates/issue.ts';
import { eventually } from '../patience.fixture.ts';

const run = promisify(execFile);
const helpers = '/usr/lib/squid';

/** A squid with OpenSSL, which alone can inspect traffic. */
export const hasSquid =
  (spawnSync('/usr/sbin/squid', ['-v']).stdout as Buffer | null)?.includes('--with-openssl') === true &&
  process.getuid?.() === 0;

/** One squid with a port for each kind of proxy that a company has. */
export interface Squid extends AsyncDisposable {
  /** Lets everything through. */
  readonly plain: string;
  /** Asks for `ann` and `hush/hush`. */
  readonly withLogin: string;
  /** Speaks TLS itself. */
  readonly overTls: string;
  /** Answers in place of servers, with certificates of its authority. */
  readonly inspecting: string;
  /** Requests so far, as `user CONNECT host:port status` without a port of this machine. */
  log(): Promise<readonly string[]>;
}

/** `names` are known to squid alone, as this machine. `serverAuthority`: PEM, by which an inspecting squid checks servers. */
export async function startSquid(given: {
  readonly address: string;
  readonly names: readonly string[];
  readonly own: CertificatePair;
  readonly inspector: CertificatePair;
  readonly serverAuthority: string;
}): Promise<Squid> {
  const { address, names, own, inspector, serverAuthority } = given;
  const folder = await mkdtemp(join(tmpdir(), 'mla-squid-'));
  // Squid gives up root, and writes its log as another user.
  await chmod(folder, 0o777);
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o644 });
    return join(folder, name);
  };
  const { stdout: hash } = await run('openssl', ['passwd', '-apr1', 'hush/hush']);
  const passwords = await file('passwords', `ann:${hash}`);
  const hosts = await file('hosts', names.map((name) => `127.0.0.1 ${name}\n`).join(''));
  const ownFile = await file('own.pem', own.certificate + own.key);
  const inspectorFile = await file('inspector.pem', inspector.certificate + inspector.key);
  const serverFile = await file('servers.pem', serverAuthority);
  const certificates = join(folder, 'certificates');
  await run(`${helpers}/security_file_certgen`, ['-c', '-s', certificates, '-M', '4MB']);
  await run('chown', ['-R', 'proxy', certificates]);
  const log = join(folder, 'access.log');
  const configuration = await file(
    'squid.conf',
    `
http_port ${address}:3128
http_port ${address}:3129
https_port ${address}:3130 tls-cert=${ownFile}
http_port ${address}:3131 ssl-bump tls-cert=${inspectorFile} generate-host-certificates=on
sslcrtd_program ${helpers}/security_file_certgen -s ${certificates} -M 4MB
sslcrtd_children 1
tls_outgoing_options cafile=${serverFile}
acl inspected localport 3131
acl first at_step SslBump1
ssl_bump peek inspected first
ssl_bump bump inspected
auth_param basic program ${helpers}/basic_ncsa_auth ${passwords}
auth_param basic children 1
acl guarded localport 3129
acl known proxy_auth REQUIRED
http_access deny guarded !known
http_access allow all
hosts_file ${hosts}
logformat short %[un %rm %ru %>Hs
access_log stdio:${log} short
buffered_logs off
cache_log ${join(folder, 'cache.log')}
cache deny all
pid_filename none
shutdown_lifetime 0 seconds
pinger_enable off
coredump_dir ${folder}
`,
  );
  const child = spawn('/usr/sbin/squid', ['-N', '-f', configuration], { stdio: 'ignore' });
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(await readFile(join(folder, 'cache.log'), 'utf8'));
    return /Accepting SSL bumped/.test(await readFile(join(folder, 'cache.log'), 'utf8'));
  });
  return {
    plain: `http://${address}:3128`,
    withLogin: `http://ann:hush%2Fhush@${address}:3129`,
    overTls: `https://${address}:3130`,
    inspecting: `http://${address}:3131`,
    log: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
