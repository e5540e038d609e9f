import { MlaError } from '../../errors/error.ts';
import type { PlatformId } from '../../installation/installation.ts';
import { trustHostKey } from '../../runs/secrets/node-access.ts';
import { findLoss } from '../../runs/steps/while-cluster-exists.ts';
import { Secret } from '../../secret.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { firstLogin, refuseSimulated } from '../installations/first-login.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names = 'getKubeconfig' | 'getAccess' | 'keepGivenSecret' | 'trustNode' | 'openDashboard' | 'revealCredentials';

/** How long a download waits for the platform to report that the cluster is gone, in milliseconds. */
const lookPatience = 3000;

/** Ways into what was made: kubeconfig, dashboard, password. */
export function accessHandlers(parts: ServerParts): Handlers<Names> {
  const { installations } = parts;
  const { findInstalled, note } = installationServices(parts);

  const lookServices = {
    platform: (id: PlatformId) => requirePlatform(parts, id),
    ownerMark: (name: string) => installations.keepOwnerMark(name),
    loadConnection: (name: string) => installations.loadConnection(name),
  };

  return {
    /** Fails for a cluster that its platform no longer has. */
    async getKubeconfig({ params: { name }, signal, principal }) {
      const kubeconfig = await installations.loadKubeconfig(name);
      const { spec } = await installations.getInstallation(name);
      const handle = await installations.findHandle(name);
      const loss = await findLoss({ installation: spec, handle, signal }, lookServices, lookPatience);
      if (loss !== undefined) throw loss;
      await note(name, {
        type: 'kubeconfig.revealed',
        message: `Someone viewed the kubeconfig of ${name}.`,
        by: principal,
      });
      return { kubeconfig: kubeconfig.reveal() };
    },

    async getAccess({ params: { name }, signal }) {
      return parts.findAccess(await findInstalled(name), { signal });
    },

    async keepGivenSecret({ params: { name, secret }, body }) {
      await installations.saveGivenSecret(name, secret, new Secret(body.value));
      return {};
    },

    async trustNode({ params: { name, node }, body: { fingerprint } }) {
      await installations.changeNodeAccess(name, (now) => trustHostKey(now, node, fingerprint));
      return {};
    },

    /** Says nothing about whether the dashboard answers: its own address does. */
    async openDashboard({ params: { name }, query: { path = '/' }, session, principal }) {
      if (session === undefined) throw new MlaError('access.browserOnly', { name });
      await refuseSimulated(parts, name);
      await installations.loadKubeconfig(name);
      const url = await parts.dashboards.addressOf({ installation: name, session, path });
      await note(name, {
        type: 'dashboard.opened',
        message: `Someone opened the dashboard of ${name}.`,
        by: principal,
      });
      return { url };
    },

    async revealCredentials({ params, principal, signal }) {
      const { email, password } = await firstLogin(parts, params.name, signal);
      await note(params.name, {
        type: 'credentials.revealed',
        message: `Someone viewed the password of ${email}.`,
        by: principal,
      });
      return { email, password: password.reveal() };
    },
  };
}
