import { readNetworkFailure } from '../../network/network-failure.ts';
import type { Outbound } from '../../network/outbound.ts';
import type { Finding } from './finding.ts';

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
  try {
    const { proxy } = outbound.wayTo(url);
    const way = proxy === undefined ? 'directly' : `through the proxy ${proxy.host}`;
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
    return [
      {
        ...about,
        outcome: 'warning',
        evidence: `${shown} cannot be reached: ${readNetworkFailure(thrown).reason}.`,
        fix: 'Set HTTPS_PROXY if this network has a proxy. Without a network, add releases from files: `mla release add FILE`.',
      },
    ];
  }
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

/** A mirror's address may hold a password, which nothing may print. */
function withoutLogin(address: string): URL | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  url.username = '';
  url.password = '';
  return url;
}
