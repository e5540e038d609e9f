/** Settings under which a pod may run everywhere: as a user without rights, with a share of the quota, without a sidecar that would outlive its work. */
export const harmless = {
  labels: { 'sidecar.istio.io/inject': 'false' },
  pod: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
} as const;

/** What a container may use; a quota can ask for both. */
export function needs(cpu: string, memory: string): object {
  return { requests: { cpu, memory }, limits: { cpu: '1', memory } };
}
