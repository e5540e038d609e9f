import type { ProxyCheckView } from '../../api/contract.ts';
import { foldProxyCheck } from '../../cluster-proxy/check/fold-proxy-check.ts';
import { scriptFor } from '../../cluster-proxy/files/node-script.ts';
import { toMlaError } from '../../errors/error.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { isSimulated, viewInstallation } from '../installations/installation-views.ts';
import { createShownWorks } from '../shown-work/shown-work.ts';

type Names = 'startProxyCheck' | 'getProxyCheck' | 'cancelProxyCheck' | 'getProxyScript';

/** Looks at the proxy of a cluster. They continue when the browser leaves. */
export function proxyCheckHandlers(parts: ServerParts, background: Background): Handlers<Names> {
  const { clusterProxy, installations, report, sharedWork } = parts;
  const { note } = installationServices(parts);
  const checks = createShownWorks<ProxyCheckView>({
    kind: 'proxy-check',
    save: (name, view) => installations.saveProxyCheck(name, view),
    load: (name) => installations.findProxyCheck(name),
    sharedWork,
    background,
    report,
  });

  const find = async (name: string) => {
    await installations.getInstallation(name);
    return { check: (await checks.find(name)) ?? null };
  };

  return {
    async startProxyCheck({ params: { name }, body, principal }) {
      const record = await installations.getInstallation(name);
      // Refused at once where there is nothing to look at.
      await clusterProxy.want(record.spec, { signal: background.closing });
      const simulated = isSimulated(await viewInstallation(record, parts));
      const { view, begun } = await checks.start(name, first(), async ({ signal, show }) => {
        let now = first();
        const change = (next: ProxyCheckView): void => show((now = next));
        const ended = (rest: Partial<ProxyCheckView> = {}): ProxyCheckView => ({
          ...now,
          state: 'ended',
          endedAt: new Date().toISOString(),
          subjects: now.subjects.filter(({ state }) => state !== 'running'),
          ...rest,
        });
        try {
          const tell: Parameters<typeof clusterProxy.check>[1]['tell'] = (news) => change(foldProxyCheck(now, news));
          await clusterProxy.check(record.spec, { ...body, simulated, signal, tell });
          return ended();
        } catch (thrown) {
          if (!signal.aborted) return ended({ error: toMlaError(thrown).report() });
          // A look that was cancelled is kept only where it has to say what it left behind.
          return now.leftovers.length > 0 ? ended() : undefined;
        }
      });
      if (begun)
        await note(name, {
          type: 'proxy.checked',
          message: `Someone started a proxy check of ${name}, with a test pod in the cluster.`,
          by: principal,
        });
      return view;
    },

    getProxyCheck: ({ params: { name } }) => find(name),

    async cancelProxyCheck({ params: { name }, signal }) {
      await checks.cancel(name, signal);
      return find(name);
    },

    async getProxyScript({ params: { name }, signal }) {
      const { spec } = await installations.getInstallation(name);
      const wanted = await clusterProxy.want(spec, { signal });
      return { script: scriptFor(wanted), wanted };
    },
  };
}

const first = (): ProxyCheckView => ({
  state: 'running',
  startedAt: new Date().toISOString(),
  endedAt: null,
  wanted: null,
  subjects: [],
  leftovers: [],
});
