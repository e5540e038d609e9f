import type { VerificationView } from '../../api/contract.ts';
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
  const verifications = createVerifications({ store: installations, background, report });

  /** Throws `run.passwordUnknown` and `access.simulated`. */
  const requireUser = async (name: string): Promise<LoginWish & Pick<VerifyOptions, 'access'>> => {
    const installed = await findInstalled(name);
    await refuseSimulated(parts, name);
    return { ...(await firstLogin(parts, name, background.closing)), access: installed.spec.kubeflow?.access };
  };

  /** Those that run here, or at another server of this database. */
  const running = async (name: string): Promise<VerificationView | undefined> =>
    verifications.running(name) ?? ((await sharedWork.find('verification', name)) as VerificationView | undefined);

  const find = async (name: string) => {
    await installations.getInstallation(name);
    return { verification: (await running(name)) ?? (await verifications.find(name)) ?? null };
  };

  /** False when another server was faster. */
  const take = async (name: string): Promise<boolean> => {
    if (verifications.running(name) === undefined) return sharedWork.take('verification', name);
    return false;
  };

  const share = (name: string): void =>
    background.keep(
      sharedWork.tell('verification', name, {
        view: () => {
          const view = verifications.running(name);
          return { over: view === undefined, view };
        },
        onCancel: () => void verifications.cancel(name),
        report,
      }),
    );

  return {
    async startVerification({ params: { name }, body: { readOnly }, principal }) {
      const { access, ...user } = await requireUser(name);
      const under = await running(name);
      if (under !== undefined) return under;
      if (!(await take(name))) return (await running(name)) ?? justStarted(user.email);
      await note(name, {
        type: 'kubeflow.verified',
        message: `Someone started the checks of ${name}, which log in as ${user.email}.`,
        by: principal,
      });
      const view = verifications.start(name, user.email, ({ signal, onProgress }) =>
        withCluster(parts, name, (client) =>
          verifyCluster(client, user, { signal, onProgress, readOnly, access, outbound }),
        ),
      );
      share(name);
      return view;
    },

    getVerification: ({ params: { name } }) => find(name),

    async cancelVerification({ params: { name }, signal }) {
      if (verifications.running(name) === undefined) await sharedWork.cancel('verification', name, signal);
      await verifications.cancel(name);
      return find(name);
    },
  };
}

/** Of checks that another server has begun a moment ago and not told of yet. */
const justStarted = (user: string): VerificationView => ({
  state: 'running',
  startedAt: new Date().toISOString(),
  endedAt: null,
  user,
  checks: [],
});
