import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startConnectProxy } from '../../../network/testing/connect-proxy.fixture.ts';
import { startTinyproxy } from '../../../network/testing/tinyproxy.fixture.ts';
import type { KnownRelease } from '../../releases/known-release.ts';
import { kubeflowSources } from './kubeflow-sources.fixture.ts';
import { serveSources } from './serve-sources.fixture.ts';

/** A company's network: github.com is reached through its forward proxy alone, which asks for a password. */
export interface GithubBehindProxy {
  /** The variables that a person of this company has. */
  readonly environment: Readonly<Record<string, string>>;
  /** The releases that its github.com has, each with the tree id of what is served here. */
  readonly known: readonly KnownRelease[];
  /** Host and path of each request that github.com got. */
  readonly asked: readonly string[];
  /** Hosts and ports that the proxy was asked for. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/**
 * A real tinyproxy in front of an HTTPS server that answers as github.com does.
 * tinyproxy hands its tunnels on to a second proxy, which is the one that knows
 * where github.com is on this machine. From here on this process trusts the
 * server's certificate.
 */
export async function openGithubBehindProxy(releases: readonly KnownRelease[]): Promise<GithubBehindProxy> {
  const sources = await Promise.all(releases.map((release) => kubeflowSources(release)));
  const github = await serveSources(Object.assign({}, ...sources.map(({ served }) => served)) as never);
  setDefaultCACertificates([...getCACertificates('default'), github.certificate]);
  const names = await startConnectProxy({ to: github.port });
  const proxy = await startTinyproxy(['BasicAuth ann fifty', 'ConnectPort 443', `Upstream http ${names.host}`]);
  return {
    environment: { HTTPS_PROXY: `http://ann:fifty@${proxy.host}` },
    known: sources.map(({ known }) => known),
    asked: github.asked,
    tunnels: names.tunnels,
    close: async () => {
      await proxy.close();
      await names.close();
      await github.close();
    },
  };
}
