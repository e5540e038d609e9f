import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { MlaError } from '../../../errors/error.ts';
import { sha256 } from '../../release/canonical-json.ts';
import { explainAnswer, explainFailure } from './explain-download.ts';

/** A web request, as `fetch` makes it. Passed in, so that proxies and trust are decided in one place. */
export type Fetch = (
  address: string,
  init: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<Response>;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Bytes that are there, and how many there will be where the server says so. */
  readonly onBytes?: (bytes: number, total: number | undefined) => void;
  /** `sha256` in hex that the content must have; another content is not kept. */
  readonly sha256?: string;
}

/** Far above any file that is fetched here. */
const maximumBytes = 256 * 1024 * 1024;
/** Milliseconds without a byte until a download counts as broken. */
const silence = 60_000;

/**
 * A cache of downloads by address. An interrupted download resumes if the server
 * allows it. A file is either complete or absent.
 */
export class DownloadCache {
  readonly #directory: string;
  readonly #fetch: Fetch;
  readonly #mirror: string | undefined;

  /** `mirror` replaces `https://github.com`. */
  constructor(parts: { directory: string; fetch: Fetch; mirror?: string }) {
    this.#directory = parts.directory;
    this.#fetch = parts.fetch;
    this.#mirror = parts.mirror?.replace(/\/+$/, '');
  }

  /** The file with the bytes of an https address. Throws an error of `download.`. */
  async get(address: string, options: DownloadOptions): Promise<string> {
    const file = this.#fileOf(address);
    if (await this.#isWhole(file, options)) return file;
    const part = `${file}.part`;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await this.#download(this.#mirrored(address), part, options);
      if (options.sha256 !== undefined) await expectDigest(part, { address, expected: options.sha256 });
      await rename(part, file);
      await rm(`${part}.etag`, { force: true });
      return file;
    } catch (error) {
      throw explainFailure(error, { address: this.#mirrored(address), signal: options.signal });
    }
  }

  /** Removes the download of an address, so that the next request downloads it again. */
  async forget(address: string): Promise<void> {
    await rm(this.#fileOf(address), { force: true });
  }

  #mirrored(address: string): string {
    return this.#mirror === undefined ? address : address.replace(/^https:\/\/github\.com(?=\/)/, this.#mirror);
  }

  #fileOf(address: string): string {
    return join(this.#directory, sha256(this.#mirrored(address)).slice(0, 32));
  }

  async #isWhole(file: string, { onBytes, sha256: expected }: DownloadOptions): Promise<boolean> {
    const size = await sizeOf(file);
    if (size === undefined) return false;
    if (expected !== undefined && (await digestOfFile(file)) !== expected) return false;
    onBytes?.(size, size);
    return true;
  }

  async #download(address: string, part: string, { signal, onBytes }: DownloadOptions): Promise<void> {
    const begun = await readBegun(part);
    const quiet = new AbortController();
    const response = await this.#fetch(address, {
      headers: {
        'accept-encoding': 'identity',
        ...(begun === undefined ? {} : { range: `bytes=${begun.bytes}-`, 'if-range': begun.etag }),
      },
      signal: AbortSignal.any([signal, quiet.signal]),
    });
    const start = response.status === 206 ? (begun?.bytes ?? 0) : 0;
    if (response.status !== 200 && start === 0) {
      await response.body?.cancel();
      throw explainAnswer(response, address);
    }
    await keepEtag(part, response.headers.get('etag'));
    await this.#write({ response, part, start, quiet, ...(onBytes === undefined ? {} : { onBytes }) });
  }

  async #write(given: {
    response: Response;
    part: string;
    start: number;
    quiet: AbortController;
    onBytes?: NonNullable<DownloadOptions['onBytes']>;
  }): Promise<void> {
    const { response, part, start, quiet, onBytes } = given;
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : start + Number(length);
    const file = await open(part, start > 0 ? 'a' : 'w', 0o600);
    let bytes = start;
    const timer = setTimeout(() => quiet.abort(new Error(`no byte came for ${silence / 1000} s`)), silence);
    try {
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        timer.refresh();
        await file.write(chunk);
        bytes += chunk.length;
        if (bytes > maximumBytes)
          throw new MlaError('download.failed', {
            address: response.url,
            reason: `it sends more than ${maximumBytes / 1024 / 1024} MiB`,
          });
        onBytes?.(bytes, total);
      }
      await file.sync();
    } finally {
      clearTimeout(timer);
      await file.close();
    }
    if (total !== undefined && bytes !== total)
      throw new Error(`the connection closed after ${bytes} of ${total} bytes`);
  }
}

/** An interrupted download that can resume. */
async function readBegun(part: string): Promise<{ bytes: number; etag: string } | undefined> {
  const etag = await readFile(`${part}.etag`, 'utf8').catch(() => undefined);
  const bytes = await sizeOf(part);
  return etag === undefined || bytes === undefined || bytes === 0 ? undefined : { bytes, etag };
}

/** Only with the server's ETag can a range be requested without mixing two versions. */
async function keepEtag(part: string, etag: string | null): Promise<void> {
  if (etag !== null && !etag.startsWith('W/')) await writeFile(`${part}.etag`, etag, { mode: 0o600 });
  else await rm(`${part}.etag`, { force: true });
}

async function expectDigest(part: string, { address, expected }: { address: string; expected: string }): Promise<void> {
  const actual = await digestOfFile(part);
  if (actual === expected) return;
  await rm(part, { force: true });
  throw new MlaError('release.digestDiffers', {
    origin: address,
    expected: `sha256:${expected}`,
    actual: `sha256:${actual}`,
  });
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sizeOf(file: string): Promise<number | undefined> {
  const entry = await stat(file).catch(() => undefined);
  return entry?.size;
}
