import { isError, MlaError } from '../../errors/error.ts';
import type { PodPort } from './find-pod.ts';

/** Why a connection to a port of a pod failed. */
export function forwardError(thrown: unknown, { namespace, name, port }: PodPort): MlaError {
  if (thrown instanceof MlaError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const pod = `${namespace}/${name}`;
  // The words are those of the kubelet's container runtime, which dials the port.
  return /connection refused/.test(reason)
    ? new MlaError('access.podRefused', { pod, port }, { cause: thrown })
    : new MlaError('access.forwardBroke', { pod, port, reason: shortReason(reason) }, { cause: thrown });
}

/** Whether waiting cannot help. */
export function isFinal(thrown: unknown): boolean {
  return isError(thrown, 'kubernetes.forbidden', 'kubernetes.unauthorized', 'access.serviceMissing');
}

/** A kubelet repeats itself: `error forwarding port 80 to pod …, uid …: <reason>`. */
function shortReason(reason: string): string {
  const [, words = reason] = /^error forwarding port \d+ to pod [^:]*: (.*)$/s.exec(reason) ?? [];
  return words.trim().replace(/\.$/, '');
}
