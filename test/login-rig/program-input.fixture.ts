import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

/** What a program of the rig is started with: one line of JSON. It ends when its input does, so nothing outlives the test. */
export async function readStart<Start>(): Promise<Start> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit());
  const line = await new Promise<string>((resolve) => lines.once('line', resolve));
  return JSON.parse(line) as Start;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
