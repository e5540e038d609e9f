export const stateWords = {
  title: 'State now',
  body: 'Looked up in the cluster when this page opens.',
  again: 'Look again',
  looking: 'Looking …',
  at: (clock: string) => `Looked up at ${clock}.`,
  unknown: 'Cannot be looked up',
  names: {
    cluster: 'Cluster',
    dashboard: 'Dashboard',
    address: 'Address',
    certificate: 'Certificate',
    login: 'First user',
    users: 'Users',
    kubeconfigs: 'Kubeconfigs',
    drift: 'Changes',
  },
  /** For a reader who does not see the sign. */
  states: { good: 'good', attention: 'look at this', bad: 'faulty', none: 'none', unknown: 'unknown' },
} as const;
