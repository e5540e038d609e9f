import { connectorsOf } from '../../installation/login/change-login.ts';
import { connectorSecretName, type ConnectorWish } from '../../installation/login/login.ts';
import { redirectUriOf } from '../../installation/login/redirect-uri.ts';
import { Secret } from '../../secret.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';

/** External login services. */
export function connectorHandlers(parts: ServerParts): Handlers<'testConnector'> {
  const { redactor } = parts;
  return {
    async testConnector({ body: { connector, access, secret: given, installation }, signal }) {
      const secret = given === undefined ? await storedSecret(parts, connector, installation) : new Secret(given);
      const redirectURI = redirectUriOf(access);
      return redactor.during(secret === undefined ? [] : [secret], async () => {
        const checks = await parts.testConnector({ connector, secret, redirectURI }, { signal });
        const shown = checks.map(({ error, ...check }) => ({ ...check, ...(error && { error: error.report() }) }));
        return redactor.cleanData({ redirectURI: redirectURI ?? null, checks: shown });
      });
    },
  };
}

/** The stored client secret, only for the login service that it was stored for: nobody gets it sent to an address of theirs. */
async function storedSecret(
  { installations }: ServerParts,
  connector: ConnectorWish,
  name: string | undefined,
): Promise<Secret | undefined> {
  if (name === undefined) return undefined;
  const own = connectorsOf((await installations.getInstallation(name)).spec).find(({ id }) => id === connector.id);
  const asks = ({ type, issuer, tenant, host, clientID }: ConnectorWish): string =>
    JSON.stringify([type, issuer, tenant, host, clientID]);
  if (own === undefined || asks(own) !== asks(connector)) return undefined;
  return (await installations.loadGivenSecrets(name))[connectorSecretName(connector.id)];
}
