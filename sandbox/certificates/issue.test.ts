import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { issueCertificate } from './issue.ts';

const authority = issueCertificate({ commonName: 'Test authority' });

describe('an issued certificate', () => {
  const leaf = issueCertificate({
    commonName: 'admin',
    organizations: ['system:masters'],
    hosts: ['a.b.svc', '127.0.0.1'],
    issuer: authority,
  });
  const read = new X509Certificate(leaf.certificate);

  test('is signed by its authority and by no other', () => {
    expect(read.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(
      read.verify(new X509Certificate(issueCertificate({ commonName: 'Test authority' }).certificate).publicKey),
    ).toBe(false);
    expect(read.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
  });

  test('carries user and group as Kubernetes reads them', () => {
    expect(read.subject).toBe('O=system:masters\nCN=admin');
  });

  test('is good for its hosts only', () => {
    expect(read.checkHost('a.b.svc')).toBe('a.b.svc');
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkHost('c.b.svc')).toBeUndefined();
    expect(read.ca).toBe(false);
  });

  test('serves TLS on both sides', async () => {
    const server = createServer({
      ca: authority.certificate,
      cert: leaf.certificate,
      key: leaf.key,
      requestCert: true,
      rejectUnauthorized: true,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'secureConnection');
    const { port } = server.address() as AddressInfo;
    const client = connect({
      port,
      host: '127.0.0.1',
      servername: 'a.b.svc',
      ca: authority.certificate,
      cert: leaf.certificate,
      key: leaf.key,
    });
    await once(client, 'secureConnect');
    expect(client.authorized).toBe(true);
    const [socket] = (await accepted) as [TLSSocket];
    expect(socket.getPeerCertificate().subject.CN).toBe('admin');
    client.destroy();
    server.close();
  });
});
