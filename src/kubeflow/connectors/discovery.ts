import { MlaError } from '../../errors/error.ts';
import { type AskService, fieldsIn } from './login-service.ts';

/** What an OpenID provider tells of itself, as far as a login needs it. Source: OpenID Connect Discovery 1.0. */
export interface Discovery {
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly keys: string;
  /** How clients prove themselves at the token endpoint. */
  readonly methods: readonly string[];
}

/** Reads the discovery document of an issuer. Throws `connector.unreachable` and `connector.noDiscovery`. */
export async function discover(ask: AskService, issuer: string): Promise<Readonly<Record<string, unknown>>> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, text, location } = await ask(address, { headers: { accept: 'application/json' } });
  const found = fieldsIn(text);
  if (status === 200 && typeof found['issuer'] === 'string') return found;
  const seen = [`HTTP ${status}`, ...(location === undefined ? [] : [`a redirect to ${location.split('?')[0] ?? ''}`])];
  throw new MlaError('connector.noDiscovery', {
    address,
    seen: status === 200 ? 'the page has no issuer' : seen.join(', '),
  });
}

/** Characters of a stranger's answer that are quoted. */
const longestQuote = 300;

/** The endpoints of a discovery document. Throws `connector.issuerDiffers` and `connector.endpointMissing`. */
export function readDiscovery(found: Readonly<Record<string, unknown>>, issuer: string): Discovery {
  const own = String(found['issuer']);
  if (own !== issuer) throw new MlaError('connector.issuerDiffers', { issuer, found: own.slice(0, longestQuote) });
  const endpoints = {
    authorization: found['authorization_endpoint'],
    token: found['token_endpoint'],
    keys: found['jwks_uri'],
  };
  const responses = textsIn(found['response_types_supported']);
  const algorithms = textsIn(found['id_token_signing_alg_values_supported']);
  const missing = [
    ...Object.entries(endpoints).flatMap(([name, value]) => (isAddress(value) ? [] : [`an endpoint for ${name}`])),
    ...(responses === undefined || responses.includes('code') ? [] : ['the response type code']),
    ...(algorithms === undefined || algorithms.some((one) => !/^(HS\d+|none)$/.test(one))
      ? []
      : ['ID tokens signed with a public key']),
  ];
  if (missing.length > 0) throw new MlaError('connector.endpointMissing', { issuer, missing: missing.join(', ') });
  return {
    issuer,
    authorization: String(endpoints.authorization),
    token: String(endpoints.token),
    keys: String(endpoints.keys),
    methods: textsIn(found['token_endpoint_auth_methods_supported']) ?? ['client_secret_basic'],
  };
}

/** Reads the keys that sign tokens. Throws `connector.unreachable` and `connector.endpointMissing`. */
export async function readKeys(ask: AskService, { issuer, keys }: Discovery): Promise<number> {
  const { status, text } = await ask(keys, { headers: { accept: 'application/json' } });
  const found = fieldsIn(text)['keys'];
  const count = Array.isArray(found) ? found.length : 0;
  if (status === 200 && count > 0) return count;
  throw new MlaError('connector.endpointMissing', { issuer, missing: `keys at ${keys} (HTTP ${status})` });
}

function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');
}
