import { ccp } from './ccp/definition/ccp.ts';
import { existing } from './existing/definition/existing.ts';
import { sandbox } from './sandbox/definition/sandbox.ts';

/** Every platform there is, one line each. What is built from it: the Installation's schema, the API, the flags, the secrets. */
export const platformDefinitions = [ccp, existing, sandbox] as const;
