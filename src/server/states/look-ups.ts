import type { StateId } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import { listUsers } from '../../kubeflow/users/users.ts';
import { listLimitedAccess } from '../../kubernetes/limited-access/limited-access.ts';
import { forwardService } from '../../kubernetes/port-forward/forward-service.ts';
import { lookUpCertificate } from './certificate-state.ts';
import { type Look, nothingRuns } from './look.ts';
import { lookUpLogin } from './login-state.ts';

/** How each state is looked up. */
export const lookUps: Readonly<Record<StateId, Look>> = {
  cluster: async ({ client, signal }) => {
    const { gitVersion } = await client.version({ signal });
    return { state: 'good', value: `The API server answers (Kubernetes ${gitVersion})` };
  },
  dashboard: async ({ client, simulated, signal }) => {
    if (simulated) return nothingRuns;
    const forward = await forwardService({ client, target: kubeflowGateway, port: 0 });
    try {
      await forward.check(signal);
    } finally {
      await forward.close();
    }
    return { state: 'good', value: 'The gateway accepts connections' };
  },
  address: async ({ parts, installed, signal }) => {
    const { expose, address, notes } = await parts.findAccess(installed, { signal });
    if (address !== null) return { state: 'good', value: address, notes };
    return expose === 'clusterIP'
      ? { state: 'none', value: 'None: a forwarded port, or Open the dashboard', notes }
      : { state: 'attention', value: 'Not known yet', notes };
  },
  certificate: lookUpCertificate,
  login: lookUpLogin,
  users: async ({ client, signal }) => {
    const users = await listUsers(client, signal);
    const namespaces = users.reduce((sum, { profiles }) => sum + profiles.length, 0);
    return { state: 'good', value: `${sayCount(users.length, 'user')}, ${sayCount(namespaces, 'namespace')}` };
  },
  kubeconfigs: async ({ client, installed, now, signal }) => {
    const issued = await listLimitedAccess(client, installed.metadata.name, { signal });
    const valid = issued.filter(({ expiresAt }) => Date.parse(expiresAt) > now().getTime());
    if (valid.length === 0) return { state: 'none', value: 'None issued for single namespaces' };
    return {
      state: 'good',
      value: `${valid.length} issued for single namespaces`,
      notes: valid.map(({ id, namespace, expiresAt }) => `${id} for ${namespace}, until ${expiresAt}`),
    };
  },
  drift: async ({ parts, installed, signal }) => {
    const changes = await parts.findDrift(installed, { signal });
    return changes.length === 0
      ? { state: 'good', value: 'No changes by others' }
      : { state: 'attention', value: `${sayCount(changes.length, 'change')} by others` };
  },
};
