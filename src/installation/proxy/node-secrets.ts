/** Names under which a person stores what logging in to nodes needs: `mla access secret NAME node-key --file FILE`. */
export const nodeSecrets = { key: 'node-key', sudoPassword: 'node-sudo-password' } as const;

/** All of them. Each is optional. */
export const nodeSecretNames: readonly string[] = Object.values(nodeSecrets);
