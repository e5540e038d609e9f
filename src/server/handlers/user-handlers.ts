import type { Requester } from '../../api/principal.ts';
import { settlePodDefaults } from '../../kubeflow/pod-proxy/pod-defaults.ts';
import { changeUser } from '../../kubeflow/users/change-user.ts';
import { previewRemoval, removeUserAnd } from '../../kubeflow/users/user-removal.ts';
import { addressOf, addUser, listUsers, resetPassword } from '../../kubeflow/users/users.ts';
import { isFirstUser } from '../../kubeflow/users/dex-logins.ts';
import { changeFirstPassword } from '../../runs/credentials/first-password.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { Secret } from '../../secret.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { withCluster } from '../installations/with-cluster.ts';

type Names = 'listUsers' | 'addUser' | 'changeUser' | 'resetPassword' | 'previewUserRemoval' | 'removeUser';

/**
 * Users of Kubeflow, in its cluster. `closing` ends a change: one that has begun continues when the browser leaves,
 * so that Dex is restarted after its settings were changed.
 */
export function userHandlers(parts: ServerParts, closing: AbortSignal): Handlers<Names> {
  const { note } = installationServices(parts);
  const tell = (name: string, type: string, { message, by }: { message: string; by: Requester }): Promise<void> =>
    note(name, { type, message, by });
  const secretOf = (password: string | undefined): Secret | undefined => {
    if (password === undefined) return undefined;
    const secret = new Secret(password);
    parts.redactor.add(secret);
    return secret;
  };
  /** A namespace that is made after the install gets the PodDefault of the proxy too. */
  const giveProxy = async (client: KubernetesClient, installation: string, only: string): Promise<void> => {
    const installed = await parts.installations.findInstalled(installation);
    if (installed?.spec.proxy === undefined) return;
    const proxy = await parts.podProxyFor(installed, { client, signal: closing });
    if (proxy !== undefined) await settlePodDefaults(client, { installation, proxy, only }, closing);
  };
  return {
    async listUsers({ params: { name }, signal }) {
      return { users: await withCluster(parts, name, (cluster) => listUsers(cluster, signal)).then(copied) };
    },

    async addUser({ params: { name }, body, principal }) {
      const { email, profile, contributes, external } = body;
      const password = secretOf(body.password);
      const wish = { name, email, password, external, profile: profile ?? undefined, contributes };
      const made = await withCluster(parts, name, async (cluster) => {
        const added = await addUser(cluster, wish, closing);
        if (profile !== null) await giveProxy(cluster, name, profile.name);
        return added;
      });
      const address = addressOf(wish);
      await tell(name, 'user.added', { message: `Someone added the user ${address}.`, by: principal });
      return { email: address, password: password === undefined ? (made?.reveal() ?? null) : null };
    },

    async changeUser({ params, body, principal }) {
      const { name, email } = params;
      const user = await withCluster(parts, name, (cluster) => changeUser(cluster, { ...params, ...body }, closing));
      if (body.contributes.length + body.leaves.length > 0)
        await tell(name, 'user.rights-changed', {
          message: `Someone changed the rights of ${email} in namespaces of others.`,
          by: principal,
        });
      if (body.quotas.length > 0)
        await tell(name, 'user.limits-changed', {
          message: `Someone changed the limits of the namespace of ${email}.`,
          by: principal,
        });
      return copied(user);
    },

    async resetPassword({ params: { name, email }, body, principal }) {
      const wish = { name, email, password: secretOf(body.password) };
      const password = await withCluster(parts, name, async (cluster) =>
        (await isFirstUser(cluster, email, closing))
          ? changeFirstPassword({ ...parts, cluster }, wish, closing)
          : resetPassword(cluster, wish, closing),
      );
      await tell(name, 'user.password-reset', {
        message: `Someone gave the user ${email} another password.`,
        by: principal,
      });
      return { email, password: body.password === undefined ? password.reveal() : null };
    },

    async previewUserRemoval({ params, signal }) {
      const found = await withCluster(parts, params.name, (cluster) => previewRemoval(cluster, params, signal));
      return { profiles: copied(found) };
    },

    async removeUser({ params, query: { profile }, principal }) {
      const { name, email } = params;
      const removed = await withCluster(parts, name, (cluster) =>
        removeUserAnd(cluster, { ...params, profile }, closing),
      );
      const also = removed.removedProfile === null ? '' : ` and deleted the Profile ${removed.removedProfile}`;
      await tell(name, 'user.removed', { message: `Someone removed the user ${email}${also}.`, by: principal });
      return removed;
    },
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: Mutable<T[Key]> };

/** As the contract has it: with lists that may change. */
function copied<T>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}
