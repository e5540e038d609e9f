import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { MlaError } from '../../errors/error.ts';

/** Paths of PEM files: the certificate with its chain, and its private key. */
export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
}

/** As `tls.createServer` and `setSecureContext` take them. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2';
}

/** A certificate that follows its files. */
export interface TlsFiles {
  /** The newest that is usable. */
  current(): TlsPair;
  /** Called with each newer pair. */
  onChange(changed: (pair: TlsPair) => void): void;
}

/** Milliseconds. Files are read again, not watched: a mounted Secret is replaced by a link to another folder. */
const recheck = 5000;

export interface TlsOptions {
  readonly report: (error: unknown) => void;
  /** Gets what stops the reading. */
  readonly closers: (() => Promise<void>)[];
  /** Milliseconds between two looks. */
  readonly every?: number | undefined;
}

/** Throws `server.tlsUnusable`. Later, a broken pair is told to `report` once, and the last good one stays. */
export async function openTlsFiles(
  paths: TlsPaths,
  { report, closers, every = recheck }: TlsOptions,
): Promise<TlsFiles> {
  let pair = await readPair(paths);
  let used = digestOf(pair);
  let seen = used;
  let isTold = false;
  const listeners: ((pair: TlsPair) => void)[] = [];

  const look = async (): Promise<void> => {
    const before = seen;
    try {
      const found = await readPair(paths);
      seen = digestOf(found);
      isTold = false;
      if (seen === used) return;
      [pair, used] = [found, seen];
      for (const changed of listeners) changed(pair);
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
      // One file may be new already and the other not yet: only what stays is told.
      if (seen !== before) isTold = false;
      else if (!isTold) {
        isTold = true;
        report(error);
      }
    }
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => (isLooking = false));
  }, every).unref();

  closers.push(() => {
    clearInterval(timer);
    return Promise.resolve();
  });
  return { current: () => pair, onChange: (changed) => void listeners.push(changed) };
}

async function readPair({ certificate, key }: TlsPaths): Promise<TlsPair> {
  try {
    const [cert, keyText] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]);
    const pair = { cert, key: keyText, minVersion: 'TLSv1.2' } as const;
    // Fails where one cannot be read, or the key belongs to another certificate.
    createSecureContext(pair);
    return pair;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MlaError('server.tlsUnusable', { certificate, key, reason }, { cause: error });
  }
}

function digestOf({ cert, key }: TlsPair): string {
  return createHash('sha256').update(`${cert}\0${key}`).digest('hex');
}
