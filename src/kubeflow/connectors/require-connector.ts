import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { connectorsOf } from '../../installation/login/change-login.ts';
import type { ConnectorWish } from '../../installation/login/login.ts';

/** The connector of an installation with this id. Throws `connector.unknown`. */
export function requireConnector(installation: Installation, id: string): ConnectorWish {
  const connectors = connectorsOf(installation);
  const found = connectors.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = connectors.map((one) => one.id).join(', ') || 'none';
  throw new MlaError('connector.unknown', { connector: id, name: installation.metadata.name, known });
}
