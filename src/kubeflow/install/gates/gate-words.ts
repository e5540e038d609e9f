import type { WaitReason } from '../../../api/run.ts';
import { parseApiVersion, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { Gate, Plan } from '../../plan/plan.ts';
import { isWorkload } from '../readiness-tracker.ts';

/** What an install waits for while a gate is closed. */
export const gateReasons: Readonly<Record<Gate['kind'], WaitReason>> = {
  'kind-discoverable': 'kinds',
  'webhook-ready': 'webhooks',
  'namespace-active': 'namespaces',
  'secret-present': 'secrets',
  'workload-available': 'pods',
};

/** What a person can do about a gate that stays closed. */
export function gateHint(gate: Gate, plan: Plan): string {
  if (gate.kind === 'kind-discoverable') {
    const { group } = parseApiVersion(gate.apiVersion);
    return `If this continues, check the conditions of its CRD: kubectl describe crd ${gate.plural}.${group}`;
  }
  const programs = gate.openers.flatMap((position) => {
    const object = plan.objects[position];
    return object !== undefined && isWorkload(object) ? [object.key] : [];
  });
  if (programs.length === 0) return `Waiting for ${gate.openedBy}.`;
  return `If this continues, check the log of ${programs.map(({ name }) => name).join(' and ')}: ${programs.map(logCommand).join('; ')}`;
}

function logCommand(key: ObjectKey): string {
  return `kubectl --namespace ${key.namespace ?? 'default'} logs ${key.kind.toLowerCase()}/${key.name}`;
}
