import { MlaError } from '../../errors/error.ts';

/** A port number from a flag. 0 means any free port. Throws `cli.badValue`. */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: '--port',
    expected: 'a port number',
    example: '--port 5000',
  });
}
