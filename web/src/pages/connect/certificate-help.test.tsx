import { expect, test } from 'vitest';
import type { ConnectionTest } from '../../../../src/api/contract.ts';
import { MlaError } from '../../../../src/errors/error.ts';
import { render } from '../../../testing/render.fixture.ts';
import { CertificateHelp } from './certificate-help.tsx';
import { emptyConnection } from './connection-draft.ts';

const details = { host: 'api.example', issuer: 'Company CA', proxy: 'http://proxy:3128' };
const failed = (error: MlaError): ConnectionTest => ({
  ok: false,
  fingerprint: 'AB:12',
  layers: [{ layer: 'tls', ok: false, milliseconds: 1, detail: error.message, error: error.report() }],
});
const show = (platform: 'ccp' | 'existing', error: MlaError) =>
  render(<CertificateHelp draft={emptyConnection(platform)} test={failed(error)} testAgain={() => undefined} />);

test.each(['ccp', 'existing'] as const)(
  'where a proxy inspects the way to %s, the field for its authority is there, and its certificate is not offered',
  async (platform) => {
    const html = await show(platform, new MlaError('general.certificateInspected', details));
    expect(html).toContain('certificate of Company CA');
    expect(html).toContain('<textarea');
    expect(html).not.toContain('Trust this certificate');
  },
);

test('where the proxy itself speaks TLS, the field for its authority is there', async () => {
  const reason = 'its certificate is from Proxy CA, which this machine does not trust; name that authority';
  const refused = {
    address: 'https://ccp.example',
    proxy: 'https://proxy:3130',
    reason,
    because: 'The connection names it.',
  };
  const html = await show('ccp', new MlaError('ccp.proxyRefused', refused));
  expect(html).toContain('certificate of Proxy CA');
});

test('where the kubeconfig names its authority, no field is shown: it would not help', async () => {
  expect(await show('existing', new MlaError('general.inspectedBesideAuthority', details))).not.toContain('<textarea');
});

test('without a proxy the certificate itself can be pinned', async () => {
  const untrusted = {
    host: 'ccp.example',
    address: 'https://ccp.example',
    fingerprint: 'AB:12',
    reason: 'self-signed',
  };
  const html = await show('ccp', new MlaError('ccp.certificateUntrusted', untrusted));
  expect(html).toContain('Trust this certificate');
  expect(html).not.toContain('<textarea');
});
