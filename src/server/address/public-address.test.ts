import { expect, test } from 'vitest';
import { createPublicAddress } from './public-address.ts';
import { readDashboardUrl } from './dashboard-url.ts';
import { readBaseUrl } from './read-base-url.ts';
import { withoutPath } from './without-path.ts';

const at = (baseUrl: string) => createPublicAddress({ baseUrl: readBaseUrl(baseUrl, '--base-url'), port: () => 5000 });

test('a server on one’s own machine goes by the names of that machine, whatever port a tunnel gives it', () => {
  const own = at('');
  expect(own).toMatchObject({ isShared: false, path: '/', cookie: { path: '/', secure: false } });
  expect([own.url('/login'), own.url('/login', 'localhost:8080')]).toEqual([
    'http://127.0.0.1:5000/login',
    'http://localhost:8080/login',
  ]);
  expect(['localhost:8080', '[::1]:5000', 'evil.example', ''].map((host) => own.isHost(host))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(own.isOrigin('http://localhost:8080', 'localhost:8080')).toBe(true);
  expect(own.isOrigin('https://localhost:8080', 'localhost:8080')).toBe(false);
  expect(own.cookieName('session', 5000)).toBe('mla_session_5000');
});

test('a base URL alone decides links, cookies, hosts and origins', () => {
  const shared = at('https://ml.example.com/tools/mla');
  expect(shared).toMatchObject({
    isShared: true,
    path: '/tools/mla/',
    cookie: { path: '/tools/mla/', secure: true },
  });
  expect(shared.url('/login#code=1', 'evil.example')).toBe('https://ml.example.com/tools/mla/login#code=1');
  const hosts = ['ml.example.com', 'ML.example.com:443', '127.0.0.1:5000', 'ml.example.com:5000', 'evil.example', ''];
  expect(hosts.map((host) => shared.isHost(host))).toEqual([true, true, true, false, false, false]);
  expect(shared.isOrigin('https://ml.example.com', '127.0.0.1:5000')).toBe(true);
  for (const origin of ['http://ml.example.com', 'https://demo.ml.example.com', 'http://127.0.0.1:5000', 'null'])
    expect(shared.isOrigin(origin, '127.0.0.1:5000'), origin).toBe(false);
});

test('cookies are named so that no other host name and no other server on this one can set them', () => {
  const name = (baseUrl: string) => at(baseUrl).cookieName('session', 5000);
  expect(name('https://ml.example.com')).toBe('__Host-mla_session');
  expect(name('https://ml.example.com:8443/mla')).toBe('__Secure-mla_session_8443');
  expect(name('http://ml.lan:5000')).toBe('mla_session_5000');
});

test('a container on one’s own machine is reached by any name and port of the machine', () => {
  const container = at('http://localhost:5000');
  expect(container.isOrigin('http://127.0.0.1:8080', '127.0.0.1:8080')).toBe(true);
  expect(container.isOrigin('http://evil.example', '127.0.0.1:8080')).toBe(false);
});

test('an address that cannot be one of a server is refused', () => {
  for (const text of [
    'ml.example.com',
    'ftp://ml.example.com',
    'https://user:word@ml.example.com/',
    'https://ml.example.com/?a=1',
    'https://ml.example.com/#a',
    'https://ml.example.com/api/mla',
    'https://ml.example.com/a"b/',
    'https://ml.example.com/a//b/',
  ])
    expect(() => at(text), text).toThrow(expect.objectContaining({ key: 'cli.badValue' }));
});

test('an address with a password is refused, and the message does not repeat the password', () => {
  for (const text of [
    'https://user:t0p-word@ml.example.com/',
    'https://user:t0p/word@ml.example.com/',
    'user:t0p@t0p@ml.example.com',
    'https://ml.example.com/?token=t0p',
  ]) {
    const read = [readBaseUrl, readDashboardUrl].map((by) => () => by(text, '--flag'));
    for (const one of read)
      expect(one, text).toThrow(expect.objectContaining({ message: expect.not.stringContaining('t0p') as string }));
  }
});

test('the path is taken off once, where a proxy left it on', () => {
  const target = (text: string) => withoutPath(text, '/tools/mla/');
  expect(target('/tools/mla/api/runs?limit=1')).toBe('/api/runs?limit=1');
  expect(target('/api/runs')).toBe('/api/runs');
  expect(target('/tools/mla?a=1')).toBe('/?a=1');
  expect(target('/tools/mlax')).toBe('/tools/mlax');
  expect(withoutPath('//x', '/')).toBe('//x');
});
