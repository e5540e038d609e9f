import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const dist = resolve(import.meta.dirname, '../../web/dist');

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

/** Everything that a chunk makes the browser load: itself, what it imports, their style sheets. */
function loads(key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const sheet of chunk.css ?? []) found.add(sheet);
  for (const imported of chunk.imports ?? []) loads(imported, found);
  return found;
}

/** Kilobytes (1,000 bytes) after gzip, of files that end so. */
function kilobytes(files: Iterable<string>, ending: string): number {
  return [...files]
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000, 0);
}

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true) ?? '';
const home = 'src/pages/home/home-page.tsx';
const routes = (manifest[entry]?.dynamicImports ?? []).filter((key) => key !== home);

describe('the built pages', () => {
  test('the first load is at most 200 kB of JavaScript and 95 kB of style sheets', () => {
    const files = loads(home, loads(entry));
    expect(kilobytes(files, '.js')).toBeLessThanOrEqual(200);
    expect(kilobytes(files, '.css')).toBeLessThanOrEqual(95);
  });

  test('there are pages beside the first', () => {
    expect(routes.length).toBeGreaterThanOrEqual(6);
  });

  test.each(routes)('%s adds at most 60 kB of JavaScript and of style sheets', (route) => {
    const first = loads(home, loads(entry));
    // A stage of the wizard comes with the frame around all of them.
    const added = [...loads(route, loads('src/pages/wizard-layout.tsx'))].filter((file) => !first.has(file));
    expect(kilobytes(added, '.js') + kilobytes(added, '.css')).toBeLessThanOrEqual(60);
  });

  test('index.html has no inline script and no inline style', () => {
    const page = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
    for (const [, attributes = '', body = ''] of page.matchAll(/<script([^>]*)>([^<]*)/g)) {
      expect(attributes).toContain('src=');
      expect(body.trim()).toBe('');
    }
  });
});
