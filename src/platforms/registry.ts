import { ccp } from './ccp/definition/ccp.ts';
import { existing } from './existing/definition/existing.ts';
import { sandbox } from './sandbox/definition/sandbox.ts';

/** Every platform, one line each. The Installation's schema, the API, the flags and the list of secrets are built from it. */
export const platformDefinitions = [ccp, existing, sandbox] as const;
