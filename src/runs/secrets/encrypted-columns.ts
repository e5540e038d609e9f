import type { VaultPlace } from './vault.ts';

/** Where the secret of a saved connection is. */
export function connectionPlace(name: string): VaultPlace {
  return { table: 'connection', row: name, column: 'sealed' };
}

/** Where a secret of an installation is: its kubeconfig, its credentials. */
export function secretPlace(installation: string, name: string): VaultPlace {
  return { table: 'installation_secret', row: `${installation}/${name}`, column: 'sealed' };
}

/** Where a value of the server itself is. */
export function settingPlace(name: string): VaultPlace {
  return { table: 'setting', row: name, column: 'sealed' };
}
