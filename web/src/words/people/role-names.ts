/** What each role is called, and what it adds to the one before. */
export const roleNames = { viewer: 'Viewer', operator: 'Operator', admin: 'Admin' } as const;
export const roleRights = {
  viewer: 'Reads installations and runs. Sees no secrets.',
  operator: 'Also creates and runs installations, and gets kubeconfigs, passwords and dashboards.',
  admin: 'Also manages people, connections and releases, and deletes every installation.',
} as const;
