import { MlaError } from '../../errors/error.ts';
import { isNoProxyEntry, isProxyAddress } from '../../installation/proxy/refuse-proxy.ts';

/** What the nodes of a cluster use to leave the network. Neither address: what MLAnywhere wrote is taken away. */
export interface NodeProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** The whole list, computed: see `listNoProxy`. */
  readonly noProxy: readonly string[];
}

/** The files of a node that say what its programs use, by the name that the script knows them by. */
export const nodeFiles = {
  /** Read by PAM at each login, and by cron. A block in a file of others. */
  environment: '/etc/environment',
  /** Read by apt, in alphabetical order. */
  apt: '/etc/apt/apt.conf.d/95mlanywhere-proxy',
  /** Drop-ins are read in alphabetical order too: after `http-proxy.conf` and `https-proxy.conf`, which others write. */
  docker: '/etc/systemd/system/docker.service.d/zz-mlanywhere-proxy.conf',
  containerd: '/etc/systemd/system/containerd.service.d/zz-mlanywhere-proxy.conf',
  profile: '/etc/profile.d/zz-mlanywhere-proxy.sh',
  /** A block in a file of others; only where there is one, for a package asks about files that were there before it. */
  wget: '/etc/wgetrc',
} as const;
export type NodeFile = keyof typeof nodeFiles;

/** The names of all of them, in the order in which they are written. */
export const nodeFileNames = Object.keys(nodeFiles) as readonly NodeFile[];

/** What a file or its block should hold; null where MLAnywhere’s part is taken away. Ends with a line end. */
export type FilePlan = Readonly<Record<NodeFile, string | null>>;

/**
 * The files of a node. Pure, and refuses again what the schema refuses: nothing gets into a file that could end its
 * line or its quotes. Throws `node.badProxyValue`.
 */
export function planFiles(proxy: NodeProxy): FilePlan {
  refuseValues(proxy);
  if (proxy.http === undefined && proxy.https === undefined)
    return { environment: null, apt: null, docker: null, containerd: null, profile: null, wget: null };
  const variables = listVariables(proxy);
  const dropIn = lines(['[Service]', ...variables.map(([name, value]) => `Environment="${name}=${value}"`)]);
  return {
    environment: lines(variables.map(([name, value]) => `${name}="${value}"`)),
    apt: lines(listAptSettings(proxy)),
    docker: dropIn,
    containerd: dropIn,
    profile: lines(variables.map(([name, value]) => `export ${name}='${value}'`)),
    wget: lines(listWgetSettings(proxy)),
  };
}

/** The variables of a proxy with their values, in both cases: curl reads `http_proxy` in small letters only,
 * other programs read capitals only. */
export function listVariables({ http, https, noProxy }: NodeProxy): (readonly [string, string])[] {
  const pairs = [
    ['http_proxy', http],
    ['https_proxy', https],
    ['no_proxy', noProxy.join(',')],
  ] as const;
  return pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const, [name.toUpperCase(), value] as const],
  );
}

/** apt knows no list: each host that is reached directly is a setting. It knows no networks and no suffixes. */
function listAptSettings({ http, https, noProxy }: NodeProxy): string[] {
  const hosts = noProxy.filter((entry) => /^[a-z0-9][a-z0-9._-]*$/i.test(entry));
  return [['http', http] as const, ['https', https] as const].flatMap(([scheme, address]) =>
    address === undefined
      ? []
      : [
          `Acquire::${scheme}::Proxy "${address}";`,
          ...hosts.map((host) => `Acquire::${scheme}::Proxy::${host} "DIRECT";`),
        ],
  );
}

/** wget compares the ends of names: it knows no networks. */
function listWgetSettings({ http, https, noProxy }: NodeProxy): string[] {
  return [
    'use_proxy = on',
    ...(http === undefined ? [] : [`http_proxy = ${http}`]),
    ...(https === undefined ? [] : [`https_proxy = ${https}`]),
    `no_proxy = ${noProxy.join(',')}`,
  ];
}

function refuseValues({ http, https, noProxy }: NodeProxy): void {
  const addresses = [http, https].filter((value) => value !== undefined && !isProxyAddress(value));
  const wrong = [...addresses, ...noProxy.filter((entry) => !isNoProxyEntry(entry))];
  if (wrong.length > 0) throw new MlaError('node.badProxyValue', { value: JSON.stringify(wrong[0]).slice(0, 80) });
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
