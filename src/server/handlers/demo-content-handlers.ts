import { findAccelerator } from '../../kubeflow/demo-content/accelerators.ts';
import { hasPipelines, withDemoUser, type DemoUser } from '../../kubeflow/demo-content/demo-user.ts';
import { installDemo } from '../../kubeflow/demo-content/install-demo.ts';
import { lookAtDemo } from '../../kubeflow/demo-content/look-at-demo.ts';
import { removeDemo } from '../../kubeflow/demo-content/remove-demo.ts';
import { listProfiles } from '../../kubeflow/users/profiles.ts';
import { MlaError } from '../../errors/error.ts';
import { createDemoActivities, type DemoActivity, type DemoReporter } from '../demo-content/activities.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { firstLogin, refuseSimulated } from '../installations/first-login.ts';
import { withCluster } from '../installations/with-cluster.ts';

type Names = 'lookAtDemoContent' | 'installDemoContent' | 'removeDemoContent';

/** The demo of the first user. The end of the server ends the work, which continues when it is asked for again. */
export function demoContentHandlers(parts: ServerParts, { closing, keep }: Background): Handlers<Names> {
  const { sharedWork, report } = parts;
  const { findInstalled, note } = installationServices(parts);
  const activities = createDemoActivities(keep);

  const refuseUnfit = async (name: string): Promise<void> => {
    await findInstalled(name);
    await refuseSimulated(parts, name);
  };

  const withUser = async (name: string, work: (user: DemoUser) => Promise<void>): Promise<void> => {
    const user = await firstLogin(parts, name, closing);
    await withCluster(parts, name, (client) =>
      withDemoUser(client, { installation: name, user, signal: closing, work }),
    );
  };

  /** What this server does, or another one of this database does or did last. */
  const activityOf = async (name: string): Promise<DemoActivity> => {
    const own = activities.of(name);
    if (own.activity !== 'none') return own;
    return ((await sharedWork.find('demo', name)) as DemoActivity | undefined) ?? own;
  };

  /** Throws `demoContent.busy`, also while another server is at it. */
  const begin = async (
    name: string,
    activity: Exclude<DemoActivity['activity'], 'none'>,
    work: (reporter: DemoReporter) => Promise<void>,
  ): Promise<void> => {
    if (activities.of(name).activity !== 'none' || !(await sharedWork.take('demo', name)))
      throw new MlaError('demoContent.busy', { name });
    activities.begin(name, activity, work);
    const view = () => {
      const now = activities.of(name);
      return { over: now.activity === 'none', view: now };
    };
    keep(sharedWork.tell('demo', name, { view, report }));
  };

  return {
    async lookAtDemoContent({ params: { name }, signal }) {
      const email = (await findInstalled(name)).spec.kubeflow?.user.email;
      return withCluster(parts, name, async (client) => {
        const profile = (await listProfiles(client, signal)).find(({ owner }) => owner === email);
        const place = profile && { client, installation: name, namespace: profile.name, signal };
        const status = place && (await lookAtDemo(place, undefined));
        const { namespace, variant, ide } = status ?? {};
        return {
          ...(await activityOf(name)),
          demo:
            namespace === undefined || variant === undefined
              ? null
              : {
                  namespace,
                  variant,
                  ide: ide === undefined ? null : { kind: ide.kind, state: ide.state, path: ide.path },
                },
          pipelines: await hasPipelines(client, signal),
          accelerator: (await findAccelerator({ client, signal })) ?? null,
        };
      });
    },

    async installDemoContent({ params: { name }, body: { framework, gpu }, principal }) {
      await refuseUnfit(name);
      await begin(name, 'installing', ({ onProgress, onRun }) =>
        withUser(name, async ({ place, pipelines }) => {
          const { run } = await installDemo(place, { framework, gpu, pipelines, onProgress });
          onRun(run);
        }),
      );
      await note(name, { type: 'demo.installed', message: 'Someone started to install the demo.', by: principal });
      return { activity: activities.of(name).activity };
    },

    async removeDemoContent({ params: { name }, principal }) {
      await refuseUnfit(name);
      await begin(name, 'removing', () =>
        withUser(name, async ({ place, pipelines }) => {
          await removeDemo(place, { pipelines });
        }),
      );
      await note(name, { type: 'demo.removed', message: 'Someone started to remove the demo.', by: principal });
      return { activity: activities.of(name).activity };
    },
  };
}
