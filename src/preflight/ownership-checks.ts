import { sayCount } from '../api/say-count.ts';
import { installationLabel } from '../kubeflow/install/find-unchanged.ts';
import { failed, passed, warning, type Check, type CheckContext, type Finding } from './check.ts';

/** Questions about what is in the cluster already: other owners, leftovers, policies. */
export const ownershipChecks: readonly Check[] = [
  {
    id: 'existing-owners',
    title: 'Other owners of the same kinds',
    why: 'A cert-manager or Istio that someone else installed would be taken over and changed.',
    look: async ({ facts, plan, installation }: CheckContext): Promise<Finding> => {
      const planned = new Set(plan.objects.filter((object) => object.key.kind === 'CustomResourceDefinition').map((object) => object.key.name));
      const foreign = (await facts.definitions()).filter((one) => planned.has(one.name) && one.labels?.[installationLabel] !== installation.metadata.name);
      if (foreign.length === 0) return passed('No kind of this plan belongs to someone else.');
      const groups = [...new Set(foreign.map((one) => one.name.slice(one.name.indexOf('.') + 1)))].join(', ');
      return warning(`${sayCount(foreign.length, 'kind')} of this plan ${foreign.length === 1 ? 'is' : 'are'} there already and not from this installation: ${groups}.`, 'They will be changed to the versions of this release. Stop if something else in the cluster depends on them.', 'spec.kubeflow.components');
    },
  },
  {
    id: 'terminating-namespaces',
    title: 'Namespaces that are being deleted',
    why: 'Nothing can be made in a namespace that is on its way out.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const needed = new Set(plan.objects.map((object) => (object.key.kind === 'Namespace' ? object.key.name : object.key.namespace)));
      const stuck = (await facts.namespaces()).filter((one) => needed.has(one.metadata.name) && one.metadata.deletionTimestamp !== undefined);
      if (stuck.length === 0) return passed('No namespace of this plan is being deleted.');
      return failed(`Being deleted: ${stuck.map((one) => one.metadata.name).join(', ')}.`, 'Wait until they are gone. When they hang, look for objects with finalizers: kubectl get namespace NAME -o yaml');
    },
  },
  {
    id: 'dead-webhooks',
    title: 'Webhooks whose service is gone',
    why: 'A fail-closed webhook left behind by something uninstalled refuses what it guards for ever.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const services = new Set((await facts.services()).map((one) => `${one.namespace ?? ''}/${one.name}`));
      const planned = new Set(plan.objects.filter((object) => object.key.kind.endsWith('WebhookConfiguration')).map((object) => object.key.name));
      const dead = (await facts.webhookConfigurations())
        .filter((configuration) => !planned.has(configuration.metadata.name))
        .flatMap((configuration) =>
          (configuration.webhooks ?? [])
            .filter(({ failurePolicy, clientConfig }) => failurePolicy !== 'Ignore' && clientConfig?.service !== undefined && !services.has(`${clientConfig.service.namespace}/${clientConfig.service.name}`))
            .map((webhook) => `${webhook.name} of ${configuration.metadata.name}`),
        );
      if (dead.length === 0) return passed('Every fail-closed webhook has its service.');
      return warning(`No service behind: ${dead.join(', ')}.`, 'Delete the webhook configurations of software that is gone.');
    },
  },
  {
    id: 'host-access',
    title: 'Pods that need the host',
    why: 'The network agent of Istio runs in kube-system with directories of the node; strict pod security there blocks it.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const agents = plan.objects.filter((object) => object.key.kind === 'DaemonSet' && object.key.namespace === 'kube-system');
      if (agents.length === 0) return passed('Nothing in this selection needs the host.');
      const namespace = (await facts.namespaces()).find((one) => one.metadata.name === 'kube-system');
      const level = namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'];
      if (level === undefined || level === 'privileged') return passed('kube-system admits pods with host access.');
      return failed(`kube-system enforces pod security ${level}; ${agents.map((one) => one.key.name).join(', ')} needs privileged.`, 'Ask the cluster’s owner to label kube-system pod-security.kubernetes.io/enforce=privileged.');
    },
  },
];
