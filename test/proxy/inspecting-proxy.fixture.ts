import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { startConnectProxy } from '../../src/network/testing/connect-proxy.fixture.ts';

/** A proxy that answers in place of one server, `ccp.lab.example`, with a certificate of `Company CA`. For what squid is not needed: it runs everywhere. */
export interface InspectingProxy extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** PEM. */
  readonly authority: string;
}

export async function startInspectingProxy(server: URL): Promise<InspectingProxy> {
  const authority = issueCertificate({ commonName: 'Company CA' });
  const { certificate: cert, key } = issueCertificate({
    commonName: 'inspected',
    hosts: ['ccp.lab.example'],
    issuer: authority,
  });
  const inside = createServer({ cert, key }, (client) => {
    // Not verified: the server is the test's own, on this machine. What is under test verifies the certificate of this proxy.
    const onwards = connect({ host: server.hostname, port: Number(server.port), rejectUnauthorized: false });
    client.on('error', () => onwards.destroy()).on('close', () => onwards.destroy());
    onwards.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(onwards).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const proxy = await startConnectProxy({ to: (inside.address() as AddressInfo).port });
  return {
    host: proxy.host,
    authority: authority.certificate,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      inside.close();
    },
  };
}
