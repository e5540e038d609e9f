import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { downloadOverHttps } from '../kubeflow/release/fetch-bundle.ts';
import { testPlatforms } from './platforms.fixture.ts';
import { hangSignal } from '../../test/patience.fixture.ts';

/*
 * Whoever may name an address must not read with it what answers there: of an
 * answer that is not in the form of a cluster or of CCP, no word is repeated.
 */
const secret = 'ZEBRA-of-the-stranger';
const pair = issueCertificate({ commonName: 'stranger', hosts: ['127.0.0.1'] });

/** What strangers answer: text, pages, JSON of many forms, headers, reason phrases. */
const answers: readonly (readonly [string, { status: number; type: string; body: string }])[] = [
  ['a text', { status: 500, type: 'text/plain', body: `key=${secret}` }],
  ['a page with a title', { status: 404, type: 'text/html', body: `<title>${secret}</title><h1>${secret}</h1>` }],
  ['an error of ours', { status: 404, type: 'application/json', body: `{"code":"X-1","message":"${secret}"}` }],
  ['JSON by fields', { status: 400, type: 'application/json', body: `{"AccessKeyId":"${secret}","a":["b"]}` }],
  ['JSON that is a text', { status: 403, type: 'application/json', body: `"${secret}"` }],
  [
    'words of an API server with more behind',
    { status: 404, type: 'text/plain', body: `404 page not found ${secret}` },
  ],
  ['a type with more in it', { status: 503, type: `text/plain; note=${secret}`, body: 'x' }],
  ['a success', { status: 200, type: 'text/plain', body: secret }],
  ['a success in JSON', { status: 200, type: 'application/json', body: `{"AccessKeyId":"${secret}"}` }],
];
let answer = answers[0]?.[1] ?? { status: 500, type: '', body: '' };
const server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => {
  response.writeHead(answer.status, secret, { 'content-type': answer.type, location: `https://${secret}.example/x` });
  response.end(answer.body);
});
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(answers)('of %s nothing is repeated', (_, given) => {
  test('as a cluster', async () => {
    answer = given;
    const client = createKubernetesClient(
      { server: address, certificateAuthority: pair.certificate },
      { retry: { tries: 1 } },
    );
    const told = await client.version().then(String, describeThrown);
    expect(told).not.toContain(secret);
    expect(told).toContain('MLA-KUBERNETES-');
    await client.close();
  });

  test('as CCP', async () => {
    answer = given;
    const { ccp } = testPlatforms({ ccpPacing: { retryWait: 1 } });
    const trust = { mode: 'insecure' } as const;
    const told = await ccp.testConnection(
      { platform: 'ccp', address, username: 'a', password: 'b', trust },
      { signal: hangSignal() },
    );
    expect(told.ok).toBe(false);
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});

test('of a place of releases no word is repeated either', async () => {
  const download = downloadOverHttps(() => Promise.resolve(new Response('x', { status: 500, statusText: secret })));
  await expect(download('https://files.example/', {})).rejects.toThrow(/^the server answered 500$/);
});

function describeThrown(thrown: unknown): string {
  const { code, message, likelyCause } = thrown as { code: string; message: string; likelyCause: string };
  return [code, message, likelyCause, JSON.stringify((thrown as { details?: unknown }).details)].join(' ');
}
