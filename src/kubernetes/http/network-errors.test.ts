import { describe, expect, test } from 'vitest';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import { networkError } from './network-errors.ts';

const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const access = { server: 'https://cluster.example:6443', proxy: ProxyAddress.read('http://u:hunter2@proxy:3128') };

/** Failures that a test cannot bring about with real sockets everywhere; the others are in http-transport.test.ts. */
describe('a failed connection', () => {
  test.each([
    ['ETIMEDOUT', 'MLA-KUBERNETES-003'],
    ['EHOSTUNREACH', 'MLA-KUBERNETES-003'],
    ['UND_ERR_CONNECT_TIMEOUT', 'MLA-KUBERNETES-003'],
    ['EAI_AGAIN', 'MLA-KUBERNETES-002'],
    ['CERT_HAS_EXPIRED', 'MLA-KUBERNETES-006'],
    ['CERT_NOT_YET_VALID', 'MLA-KUBERNETES-006'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'MLA-KUBERNETES-004'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'MLA-KUBERNETES-004'],
    ['CERT_SIGNATURE_FAILURE', 'MLA-KUBERNETES-004'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'MLA-KUBERNETES-010'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'MLA-KUBERNETES-010'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'MLA-KUBERNETES-010'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'MLA-KUBERNETES-011'],
    ['HPE_INVALID_CONSTANT', 'MLA-KUBERNETES-011'],
    ['UND_ERR_BODY_TIMEOUT', 'MLA-KUBERNETES-008'],
    ['EPIPE', 'MLA-KUBERNETES-007'],
    ['UND_ERR_SOCKET', 'MLA-KUBERNETES-007'],
  ])('with %s is %s', (code, expected) => {
    expect(networkError(withCode(code), access).code).toBe(expected);
  });

  test('is told by its innermost cause, also when a name has several addresses', () => {
    const both = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]);
    expect(networkError(new Error('failed', { cause: both }), access)).toMatchObject({
      code: 'MLA-KUBERNETES-001',
      message: 'The cluster at https://cluster.example:6443 refused the connection.',
    });
  });

  test('that a caller gave up on after a time is no answer', async () => {
    const signal = AbortSignal.timeout(1);
    await expect.poll(() => signal.aborted).toBe(true);
    expect(networkError(signal.reason, access).code).toBe('MLA-KUBERNETES-008');
  });

  test('never shows the password of the proxy', () => {
    const error = networkError(new Error('Proxy response (403) !== 200 when HTTP Tunneling'), access);
    expect(error.code).toBe('MLA-KUBERNETES-009');
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});
