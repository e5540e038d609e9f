import { describe, expect, test } from 'vitest';
import type { Fetch } from './download-cache.ts';
import { openMirror } from './mirror.ts';

/** What each request was sent with, by its address. */
function recorded(): { fetch: Fetch; sent: Map<string, Record<string, string>> } {
  const sent = new Map<string, Record<string, string>>();
  return { sent, fetch: async (address, { headers }) => (sent.set(address, headers), new Response()) };
}

const signal = new AbortController().signal;

describe('a mirror whose address holds user and password', () => {
  test('is named without them, and gets them as a header', async () => {
    const { fetch, sent } = recorded();
    const mirror = openMirror('https://reader:p%40ss@mirror.example/github/', fetch);
    expect(mirror.address).toBe('https://mirror.example/github/');
    await mirror.fetch('https://mirror.example/github/a', { headers: { range: 'bytes=5-' }, signal });
    expect(sent.get('https://mirror.example/github/a')).toEqual({
      range: 'bytes=5-',
      authorization: `Basic ${Buffer.from('reader:p@ss').toString('base64')}`,
    });
  });

  test('alone gets them', async () => {
    const { fetch, sent } = recorded();
    const mirror = openMirror('https://reader:secret@mirror.example', fetch);
    for (const address of ['https://github.com/a', 'https://mirror.example.org/a', 'http://mirror.example/a']) {
      await mirror.fetch(address, { headers: {}, signal });
      expect(sent.get(address)).toEqual({});
    }
  });
});

test('a mirror without user and password is taken as it is written', () => {
  const { fetch } = recorded();
  expect(openMirror('http://mirror.example/x', fetch)).toEqual({ address: 'http://mirror.example/x', fetch });
});
