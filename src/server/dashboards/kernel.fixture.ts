import type { OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { encodeFrame, frameKinds } from '../../kubernetes/port-forward/frames.ts';
import { ask, openSocket, textsOf } from './dashboard-browser.fixture.ts';
import type { Jupyter } from './jupyter.fixture.ts';

interface KernelMessage {
  readonly msg_type: string;
  readonly parent_header: { readonly msg_id?: string };
  readonly content: { readonly text?: string; readonly execution_state?: string };
}

/** Where a browser has a Jupyter server: a port of this machine, and the headers that the browser sends there. */
export interface BrowserAtJupyter {
  readonly port: number;
  readonly headers: OutgoingHttpHeaders & { readonly host: string; readonly cookie: string };
  readonly jupyter: Pick<Jupyter, 'prefix' | 'token'>;
}

/**
 * Runs code in a new kernel as JupyterLab does, and gives what it prints: cookies, the token of the page against forged
 * requests, the origin that the address bar shows, and the kernel's messages over a WebSocket.
 */
export async function runInKernel({ port, headers, jupyter }: BrowserAtJupyter, code: string): Promise<string> {
  const path = (rest: string): string => `${jupyter.prefix}${rest}`;
  // Any page sets both cookies, also the one that says that there is none.
  const page = await ask({ port, headers, path: path(`page?token=${jupyter.token}`) });
  const cookies = (page.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? '');
  const xsrf = cookies.find((cookie) => cookie.startsWith('_xsrf='))?.slice(6) ?? '';
  const asPage = {
    ...headers,
    cookie: [headers.cookie, ...cookies].join('; '),
    origin: `http://${headers.host}`,
    'x-xsrftoken': xsrf,
  };
  const made = await ask({ port, headers: asPage, path: path('api/kernels'), method: 'POST', body: '{}' });
  if (made.statusCode !== 201) throw new Error(`no kernel: ${made.statusCode ?? ''} ${made.text}`);
  const { id } = JSON.parse(made.text) as { id: string };
  const { socket, status } = await openSocket({ port, headers: asPage, path: path(`api/kernels/${id}/channels`) });
  if (socket === undefined) throw new Error(`no WebSocket: ${status}`);
  const message = {
    channel: 'shell',
    header: { msg_id: 'one', msg_type: 'execute_request', session: 's', username: 'u', version: '5.4', date: '' },
    parent_header: {},
    metadata: {},
    content: { code, silent: false, store_history: false, allow_stdin: false },
  };
  socket.write(encodeFrame(frameKinds.text, Buffer.from(JSON.stringify(message))));
  return printedBy(socket);
}

/** What the code prints until the kernel is idle again. */
async function printedBy(socket: Duplex): Promise<string> {
  let printed = '';
  for await (const text of textsOf(socket)) {
    const { msg_type: type, content, parent_header: of } = JSON.parse(text) as KernelMessage;
    if (of.msg_id === 'one' && type === 'stream') printed += content.text ?? '';
    if (of.msg_id === 'one' && type === 'status' && content.execution_state === 'idle') break;
  }
  return printed;
}
