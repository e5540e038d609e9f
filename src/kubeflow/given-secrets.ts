import type { Secret } from '../secret.ts';

/** Secret values that a person gave for an installation, by name: keys, credentials of DNS providers, client secrets. */
export type GivenSecrets = Readonly<Record<string, Secret>>;
