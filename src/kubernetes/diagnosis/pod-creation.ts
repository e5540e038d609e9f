import { conditionOf } from '../objects/conditions.ts';
import type { KubernetesObject } from '../objects/object.ts';
import {
  applyRules,
  eventsAbout,
  sharedTroubles,
  type ClusterEvent,
  type MessageRule,
  type Trouble,
} from './trouble.ts';

/** Why the API server refuses the pods of a workload. */
const podRules: readonly MessageRule[] = [
  {
    pattern: /User "system:(?:serviceaccount:kube-system:|kube-)[^"]+" cannot \w+ resource/,
    words: () => 'the API server has just started and has not loaded the permissions of its controllers yet',
    hint: 'Wait some seconds. If this continues, check the health of the API server and its etcd.',
    heals: true,
  },
  {
    pattern: /failed calling webhook "([^"]+)"/,
    words: ([, webhook]) => `the admission webhook ${webhook ?? ''} does not answer`,
    hint: 'Wait until the pods behind this webhook are ready. If they are ready, check its Service and certificate.',
    heals: true,
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request:? ?(.*)/s,
    words: ([, webhook, why]) => `the admission webhook ${webhook ?? ''} rejects them: ${why || 'no reason given'}`,
    hint: 'Do what the message asks for, or ask the owner of the policy for an exception.',
    heals: false,
  },
  {
    pattern: /ValidatingAdmissionPolicy '([^']+)'(?: with binding '([^']+)')?(?: denied request)?: ?(.*)/s,
    words: ([, policy, , why]) => `the admission policy ${policy ?? ''} denies them: ${why ?? 'no reason given'}`,
    hint: 'Do what the message asks for, or ask the owner of the policy for an exception, for example for this namespace in its binding.',
    heals: false,
  },
  {
    pattern: /failed quota: ([^:]+): must specify (.*)/s,
    words: ([, quota, resources]) =>
      `the quota ${quota ?? ''} of the namespace requires ${(resources ?? '').replace(/ for: [^;]*/g, '').replaceAll(/;\s*/g, ' and ')}, and their containers do not declare that`,
    hint: 'Set default values in the namespace with a LimitRange, or remove these resources from the quota (kubectl edit resourcequota).',
    heals: false,
  },
  {
    pattern: /((?:maximum|minimum) \S+ usage per .*|\S+ max limit to request ratio per .*)/s,
    words: ([, why]) => `a LimitRange of the namespace does not allow them: ${why ?? ''}`,
    hint: 'Raise the limit, or ask its owner to raise it (kubectl edit limitrange).',
    heals: false,
  },
  {
    pattern: /exceeded quota: ([^,]+),? ?(.*)/s,
    words: ([, quota, numbers]) => `the quota ${quota ?? ''} of the namespace is used up (${numbers ?? ''})`,
    hint: 'Raise the quota, or delete something in the namespace.',
    heals: false,
  },
  {
    pattern: /violates PodSecurity "([^"]+)": (.*)/s,
    words: ([, level, why]) => `pod security (${level ?? ''}) forbids them: ${why ?? ''}`,
    hint: 'Set the namespace label `pod-security.kubernetes.io/enforce` to a level that allows the pods (baseline or privileged).',
    heals: false,
  },
  {
    pattern: /serviceaccount "([^"]+)" not found/,
    words: ([, account]) => `the service account ${account ?? ''} does not exist`,
    hint: 'Wait until the account is created. If nothing creates it, create it yourself.',
    heals: true,
  },
  {
    pattern: /no PriorityClass with name (\S+)/,
    words: ([, name]) => `the priority class ${name ?? ''} does not exist`,
    hint: 'Create the PriorityClass, or remove it from the workload.',
    heals: false,
  },
];

/** Pods of a ReplicaSet, StatefulSet, DaemonSet or Job (or of the Deployment above it) that cannot even be made. */
export function explainWorkload(workload: KubernetesObject, events: readonly ClusterEvent[]): Trouble | undefined {
  const said = refusalOf(workload, events);
  if (said === undefined) return undefined;
  const { words, hint, heals } = applyRules(podRules, said) ?? {
    words: said,
    hint: 'Do what the message asks for.',
    heals: false,
  };
  const webhook = /failed calling webhook "([^"]+)"/.exec(said)?.[1];
  return {
    reason: 'FailedCreate',
    message: `${sharedTroubles.creation}: ${words.trim()}.`.replace(/\.\.$/, '.'),
    hint,
    severity: heals ? 'warning' : 'error',
    heals,
    ...(webhook === undefined ? {} : { webhook }),
  };
}

function refusalOf(workload: KubernetesObject, events: readonly ClusterEvent[]): string | undefined {
  const condition = conditionOf(workload, 'ReplicaFailure');
  if (condition?.status === 'True') return condition.message;
  const event = eventsAbout(workload, events).find(
    (one) => one.reason === 'FailedCreate' || one.reason === 'SuccessfulCreate',
  );
  return event?.reason === 'FailedCreate' ? event.message : undefined;
}

/** Why a volume claim gets no volume. */
const volumeRules: readonly MessageRule[] = [
  {
    pattern: /no persistent volumes available for this claim and no storage class is set/,
    words: () => 'the claim names no StorageClass, and the cluster has no default StorageClass',
    hint: 'Mark a StorageClass as default (annotation `storageclass.kubernetes.io/is-default-class: "true"`), or name a StorageClass in the claim.',
    heals: false,
  },
  {
    pattern: /storageclass\S* "([^"]+)" not found/,
    words: ([, name]) => `the StorageClass ${name ?? ''} does not exist`,
    hint: 'Create the StorageClass, or name an existing StorageClass.',
    heals: false,
  },
  {
    pattern: /(exceed|insufficient|not enough|no space|ResourceExhausted).*/i,
    words: ([whole]) => `the storage has no room for it (${whole})`,
    hint: 'Add storage space, or request less.',
    heals: false,
  },
];

const lookAtProvisioner = 'Check that the provisioner of the StorageClass is running, and read its log.';

/** A volume claim without a volume. Waiting for its first pod is no trouble: many storage classes are made so. */
export function explainVolumeClaim(claim: KubernetesObject, events: readonly ClusterEvent[]): Trouble | undefined {
  const { phase } = (claim['status'] ?? {}) as { phase?: string };
  if (phase === 'Lost')
    return {
      reason: 'Lost',
      message: 'The volume behind this claim is gone.',
      hint: 'Restore the volume. Or delete the claim, which loses its data.',
      severity: 'error',
      heals: false,
    };
  if (phase === 'Bound') return undefined;
  const event = eventsAbout(claim, events).find(
    (one) => one.reason === 'ProvisioningFailed' || one.reason === 'FailedBinding',
  );
  if (event === undefined) return undefined;
  const { reason = 'ProvisioningFailed', message: said = 'no reason given' } = event;
  const { words, hint, heals } = applyRules(volumeRules, said) ?? { words: said, hint: lookAtProvisioner, heals: true };
  return { reason, message: `No volume for this claim: ${words}.`, hint, severity: heals ? 'warning' : 'error', heals };
}
