import { expect, test } from 'vitest';
import { checkPlace, type ServerPlace } from '../../server/address/server-place.ts';
import { dashboardsAt } from '../../server/address/dashboards-at.ts';
import { createDashboardSite } from '../../server/dashboards/dashboard-host.ts';
import { readPlace, type PlaceFlags } from './read-place.ts';

const onThisMachine = { host: '127.0.0.1', port: 5000 };

function placeOf(flags: PlaceFlags, environment: Record<string, string> = {}): ServerPlace {
  const { listen = onThisMachine, ...place } = readPlace(flags, environment);
  return { ...place, listen };
}

test('a flag counts before its variable, and an empty variable is none', () => {
  const place = placeOf(
    { baseUrl: 'https://flag.example.com' },
    {
      MLA_BASE_URL: 'https://variable.example.com',
      MLA_LISTEN: '[::]:5000',
      MLA_TLS_CERT: '',
      MLA_DASHBOARD_PORT: 'off',
    },
  );
  expect(place.baseUrl?.href).toBe('https://flag.example.com/');
  expect(place).toMatchObject({ listen: { host: '::', port: 5000 }, dashboardPort: 'off', tls: undefined });
});

test.each<[PlaceFlags, string]>([
  [{ listen: '5000' }, '--listen'],
  [{ listen: 'ml.example.com:5000' }, '--listen'],
  [{ listen: '0.0.0.0:70000' }, '--listen'],
  [{ dashboardUrl: 'https://dash.example.com' }, '--dashboard-url'],
  [{ dashboardUrl: 'https://a.*.example.com' }, '--dashboard-url'],
  [{ dashboardUrl: 'https://*.example.com/path' }, '--dashboard-url'],
  [{ tlsCert: 'tls.crt' }, '--tls-key'],
  [{ trustedProxies: '10.0.0.0/8, proxy.example.com' }, '--trusted-proxies'],
])('%j is refused, and the flag is named', (flags, flag) => {
  expect(() => placeOf(flags)).toThrow(flag);
});

const shared: PlaceFlags = { listen: '0.0.0.0:443', baseUrl: 'https://ml.example.com' };

test.each<[string, PlaceFlags, string]>([
  ['is open to other machines and has no name', { listen: '0.0.0.0:5000' }, 'server.baseUrlNeeded'],
  ['has a certificate for http', { baseUrl: 'http://a.lan', tlsCert: 'a', tlsKey: 'b' }, 'server.settingsContradict'],
  ['has dashboards and no name of its own', { dashboardUrl: 'http://*.a.lan' }, 'server.settingsContradict'],
  [
    'would hand dashboards its own cookies',
    { ...shared, dashboardUrl: 'https://*.example.com:5001' },
    'server.settingsContradict',
  ],
  ['mixes http and https', { ...shared, dashboardUrl: 'http://*.dash.example.com' }, 'server.settingsContradict'],
  [
    'has dashboards at two places',
    { ...shared, dashboardUrl: 'https://*.dash.example.com', dashboardPort: '5001' },
    'server.settingsContradict',
  ],
])('a server that %s does not start', (_, flags, key) => {
  expect(() => checkPlace(placeOf(flags))).toThrow(expect.objectContaining({ key }));
});

test('dashboards of a server that others use are at its own port under names of their own, or off', () => {
  expect(dashboardsAt(placeOf({}))).toEqual({ port: 'next', url: undefined });
  expect(dashboardsAt(placeOf(shared)).port).toBe('off');
  const place = placeOf({ ...shared, dashboardUrl: 'https://*-dash.example.com' });
  checkPlace(place);
  const site = createDashboardSite(dashboardsAt(place).url);
  expect(site.ticketAddress('demo', 0, 't')).toBe('https://demo-dash.example.com/.mlanywhere/open?ticket=t');
  const hosts = ['demo-dash.example.com', 'Demo-dash.example.com:443', 'demo-dash.example.com:5000', 'ml.example.com'];
  expect(hosts.map((host) => site.installationOf(host))).toEqual(['demo', 'demo', undefined, undefined]);
  expect(site.installationOf('demo-dashXexample.com')).toBeUndefined();
});

test('in a container on one’s own machine, dashboards are below localhost at the port of the server', () => {
  const { url } = dashboardsAt(placeOf({ listen: '0.0.0.0:5000', baseUrl: 'http://localhost:5000' }));
  const site = createDashboardSite(url);
  expect(site.ticketAddress('demo', 0, 't')).toBe('http://demo.localhost:5000/.mlanywhere/open?ticket=t');
  expect(site.installationOf('localhost:5000')).toBeUndefined();
});
