import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { issueCertificate } from '../../../../sandbox/certificates/issue.ts';
import { createCcpTransport } from './transport.ts';

const pair = issueCertificate({ commonName: 'ccp', hosts: ['127.0.0.1'] });
const server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => {
  response.on('error', () => undefined);
  response.end(' '.repeat(200_000));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('an answer that is larger than any of CCP is not read to its end, and the error says so', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`https://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const transport = createCcpTransport(
    { url, trust: { mode: 'ca', certificate: pair.certificate }, proxy: undefined, connectTimeout: 10_000 },
    { answerTimeout: 10_000, largestAnswer: 100_000 },
  );
  await expect(
    transport.send({ method: 'GET', path: '/v3/providers' }).then(({ status }) => status),
  ).rejects.toMatchObject({
    code: 'MLA-CCP-053',
    message: `The answer of ${url.origin} is too large: it sends more than 100000 bytes (GET /v3/providers).`,
  });
  await transport.close();
});
