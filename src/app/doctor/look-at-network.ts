import { sayCount } from '../../api/say-count.ts';
import { MlaError } from '../../errors/error.ts';
import { readAuthorityFile } from '../../network/authorities.ts';
import { findProxyRefusal, readNetworkFailure } from '../../network/network-failure.ts';
import type { Outbound } from '../../network/outbound.ts';
import type { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import { find, type Finding } from './finding.ts';

const upstream = 'https://github.com';
/** Milliseconds. */
const answerMayTake = 10_000;
/** Seconds: certificates and tokens begin to fail. */
const clockMayDiffer = 120;

/**
 * The place that releases are downloaded from (`MLA_RELEASE_SOURCE`, else GitHub), and the clock compared with its answer.
 * The only requests that the doctor sends to another machine.
 */
export async function lookAtNetwork(
  outbound: Pick<Outbound, 'fetch' | 'wayTo'>,
  { source, signal, now = Date.now }: { source: string | undefined; signal: AbortSignal; now?: () => number },
): Promise<Finding[]> {
  const about = { id: 'network.releases', title: 'Source of releases' };
  const url = withoutLogin(source ?? upstream);
  if (url === undefined)
    return [
      {
        ...about,
        outcome: 'failed',
        evidence: 'MLA_RELEASE_SOURCE is not an address.',
        fix: 'Set MLA_RELEASE_SOURCE to an address, for example https://mirror.example.com/github/.',
      },
    ];
  const shown = url.href;
  const proxy = findProxy(outbound, url);
  try {
    const way = proxy === undefined ? 'directly' : `through the proxy ${proxy.shown}`;
    const response = await outbound.fetch(shown, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMayTake)]),
    });
    await response.body?.cancel();
    const date = Date.parse(response.headers.get('date') ?? '');
    return [
      { ...about, outcome: 'passed', evidence: `${shown} answers ${way}.` },
      judgeClock((now() - date) / 1000, url.host),
    ];
  } catch (thrown) {
    return [{ ...about, outcome: 'warning', ...explain(thrown, shown, proxy?.shown) }];
  }
}

/** Names the layer that failed: a proxy, not what is behind it. */
function explain(thrown: unknown, shown: string, proxy: string | undefined): Pick<Finding, 'evidence' | 'fix'> {
  const known = thrown instanceof Error && thrown.cause instanceof MlaError ? thrown.cause : undefined;
  if (known !== undefined) return { evidence: known.message, fix: known.fix };
  const { reason } = readNetworkFailure(thrown);
  if (findProxyRefusal(thrown) !== undefined)
    return {
      evidence: `The proxy ${proxy ?? ''} refused the connection to ${shown}: ${reason}.`,
      fix: `Correct the address of the proxy, or ask for the address to be allowed. \`mla proxy explain ${shown} --test\` shows the way.`,
    };
  return {
    evidence: `${shown} cannot be reached: ${reason}.`,
    fix: 'Set HTTPS_PROXY if this network has a proxy. Without a network, add releases from files: `mla release add FILE`.',
  };
}

/** Whether the file of `MLA_CA_FILE` can be used. */
export function lookAtAuthorities(file: string | undefined): Promise<Finding> {
  return find({ id: 'network.authorities', title: 'Certificate authorities' }, () => {
    const count = readAuthorityFile(file).length;
    const own = count === 0 ? 'MLA_CA_FILE is not set.' : `Beside them, ${sayCount(count, 'certificate')} of ${file}.`;
    return Promise.resolve({ outcome: 'passed' as const, evidence: `Those of this system are trusted. ${own}` });
  });
}

function judgeClock(ahead: number, host: string): Finding {
  const about = { id: 'program.clock', title: 'Clock' };
  if (Number.isNaN(ahead)) return { ...about, outcome: 'unknown', evidence: `${host} did not say what time it is.` };
  const seconds = Math.round(Math.abs(ahead));
  const evidence = `The clock differs from that of ${host} by ${seconds} s.`;
  if (seconds <= clockMayDiffer) return { ...about, outcome: 'passed', evidence };
  const fix =
    'Set the clock, for example with `timedatectl set-ntp true`. A wrong clock makes certificates and logins fail.';
  return { ...about, outcome: 'warning', evidence, fix };
}

/** Undefined also for a variable that holds no address: what is fetched says so. */
function findProxy({ wayTo }: Pick<Outbound, 'wayTo'>, url: URL): ProxyAddress | undefined {
  try {
    return wayTo(url).proxy;
  } catch {
    return undefined;
  }
}

/** A mirror's address may hold a password, which nothing may print. */
function withoutLogin(address: string): URL | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  url.username = '';
  url.password = '';
  return url;
}
