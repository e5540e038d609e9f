import { load } from 'js-yaml';
import { request } from 'node:http';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { objectNamed } from '../login-objects.fixture.ts';
import { resolveService, type Programs } from '../service-network.fixture.ts';

interface HttpProvider {
  readonly service: string;
  readonly port: number;
  readonly includeRequestHeadersInCheck?: readonly string[];
  readonly headersToUpstreamOnAllow?: readonly string[];
  readonly headersToDownstreamOnDeny?: readonly string[];
}

/** What the program that was asked says: headers to add, or the answer to give instead. */
export type Verdict =
  | { readonly allowed: Readonly<Record<string, string>> }
  | { readonly status: number; readonly headers: Readonly<Record<string, string | string[]>>; readonly body: string };

/** Envoy always gives these back with a refusal. Source: Envoy, ext_authz HTTP service. */
const alwaysDownstream = ['location', 'www-authenticate'];

/** Plays Envoy's ext_authz filter with the provider of Istio's mesh config. */
export async function askProvider(
  name: string,
  incoming: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>> },
  { objects, programs }: { readonly objects: readonly KubernetesObject[]; readonly programs: Programs },
): Promise<Verdict> {
  const provider = providerNamed(objects, name);
  const found = resolveService(objects, programs, { host: provider.service, port: provider.port });
  // Envoy refuses where it gets no answer.
  const silent: Verdict = { status: 403, headers: {}, body: '' };
  if (found === undefined) return silent;
  const asked = ['host', 'x-forwarded-proto', 'x-forwarded-for', ...(provider.includeRequestHeadersInCheck ?? [])];
  const headers = pick(incoming.headers, asked);
  return new Promise((resolve) => {
    request(
      { host: '127.0.0.1', port: found.port, method: incoming.method, path: incoming.path, headers, agent: false },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text) => (body += String(text)));
        answer.once('end', () => {
          const status = answer.statusCode ?? 403;
          const all = answer.headers as Record<string, string>;
          if (status === 200) resolve({ allowed: pick(all, provider.headersToUpstreamOnAllow ?? []) });
          else
            resolve({
              status,
              headers: pick(all, [...alwaysDownstream, ...(provider.headersToDownstreamOnDeny ?? [])]),
              body,
            });
        });
      },
    )
      .once('error', () => resolve(silent))
      .end();
  });
}

function providerNamed(objects: readonly KubernetesObject[], name: string): HttpProvider {
  const { data } = objectNamed<KubernetesObject & { data: { mesh: string } }>(
    objects,
    'ConfigMap',
    'istio-system/istio',
  );
  const mesh = load(data.mesh) as { extensionProviders?: { name: string; envoyExtAuthzHttp?: HttpProvider }[] };
  const found = mesh.extensionProviders?.find((one) => one.name === name)?.envoyExtAuthzHttp;
  if (found === undefined) throw new Error(`The mesh config has no provider ${name} that is asked over HTTP`);
  return found;
}

function pick<Value>(headers: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  const wanted = new Set(names.map((one) => one.toLowerCase()));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => wanted.has(name)));
}
