import type { Command } from 'commander';
import type { Environment } from '../../app/data-directory.ts';
import { MlaError } from '../../errors/error.ts';
import { type OidcFlags, type OidcSettings, readOidcSettings } from '../../server/oidc/read-oidc-settings.ts';
import { readEnvironmentFiles } from '../input/environment-files.ts';

/** With the file of the secret, which is never a flag itself. */
export interface OidcFileFlags extends OidcFlags {
  readonly oidcClientSecretFile?: string;
}

export function addOidcFlags(command: Command): Command {
  return command
    .option('--oidc-issuer <url>', 'OpenID provider through which people log in, exactly as it calls itself')
    .option('--oidc-client-id <id>', 'The client that the provider has for this server')
    .option('--oidc-client-secret-file <file>', 'File with the secret of this client; without it, PKCE alone protects')
    .option('--oidc-roles <rules>', 'Roles by group, such as ml-admins=admin,ml-team=operator,*=viewer')
    .option('--oidc-groups-claim <claim>', 'Claim with the groups of a person (default: groups)')
    .option('--oidc-scopes <scopes>', 'Scopes to ask for (default: openid profile email)')
    .option('--oidc-name <name>', 'Name of the provider on the login page (default: its host name)');
}

/** Flags before variables. Undefined where no provider is set. Throws `cli.badValue`, `cli.fileUnreadable` and `oidc.settingsContradict`. */
export function readOidc(
  { oidcClientSecretFile: file, ...flags }: OidcFileFlags,
  environment: Environment,
): OidcSettings | undefined {
  if (file === undefined) return readOidcSettings(environment, flags);
  const { MLA_OIDC_CLIENT_SECRET: _, ...others } = environment;
  const settings = readOidcSettings(readEnvironmentFiles({ ...others, MLA_OIDC_CLIENT_SECRET_FILE: file }), flags);
  if (settings?.clientSecret === undefined)
    throw new MlaError('cli.badValue', {
      value: file,
      flag: '--oidc-client-secret-file',
      expected: 'a file that has the secret in it',
      example: '--oidc-client-secret-file /etc/mlanywhere/oidc-secret',
    });
  return settings;
}
