import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { verifyCluster, type VerifyOptions } from '../../kubeflow/verify/verify-cluster.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { firstLogin, refuseSimulated } from '../installations/first-login.ts';
import { withCluster } from '../installations/with-cluster.ts';
import { createVerifications } from '../verifications/verifications.ts';

type Names = 'startVerification' | 'getVerification' | 'cancelVerification';

/** The checks of a running Kubeflow. They continue when the browser leaves. */
export function verificationHandlers(parts: ServerParts, background: Background): Handlers<Names> {
  const { installations, outbound, report, sharedWork } = parts;
  const { findInstalled, note } = installationServices(parts);
  const verifications = createVerifications({ store: installations, background, report, sharedWork });

  /** Throws `run.passwordUnknown` and `access.simulated`. */
  const requireUser = async (name: string): Promise<LoginWish & Pick<VerifyOptions, 'access'>> => {
    const installed = await findInstalled(name);
    await refuseSimulated(parts, name);
    return { ...(await firstLogin(parts, name, background.closing)), access: installed.spec.kubeflow?.access };
  };

  const find = async (name: string) => {
    await installations.getInstallation(name);
    return { verification: (await verifications.find(name)) ?? null };
  };

  return {
    async startVerification({ params: { name }, body: { readOnly }, principal }) {
      const { access, ...user } = await requireUser(name);
      const { view, begun } = await verifications.start(name, user.email, ({ signal, onProgress }) =>
        withCluster(parts, name, (client) =>
          verifyCluster(client, user, { signal, onProgress, readOnly, access, outbound }),
        ),
      );
      if (begun)
        await note(name, {
          type: 'kubeflow.verified',
          message: `Someone started the checks of ${name}, which log in as ${user.email}.`,
          by: principal,
        });
      return view;
    },

    getVerification: ({ params: { name } }) => find(name),

    async cancelVerification({ params: { name }, signal }) {
      await verifications.cancel(name, signal);
      return find(name);
    },
  };
}
