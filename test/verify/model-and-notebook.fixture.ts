import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { RigProgram } from '../login-rig/rig-program.fixture.ts';
import { close, listen } from '../login-rig/service-network.fixture.ts';

/** In place of Jupyter below the path of a notebook. Source: Jupyter Server, REST API. */
export function startJupyter(prefix: string): Promise<RigProgram> {
  return start((request, response) => {
    if (request.url === `${prefix}api`) sendJson(response, 200, '{"version": "2.14.2"}');
    else sendJson(response, 404, '{"message": "Not Found"}');
  });
}

export interface PlayedModel extends RigProgram {
  /** Answers with this from now on; undefined: what it computes. */
  answer(text: string | undefined): void;
}

/** In place of a model that doubles its input, behind KServe's protocol V1. Source: KServe, Data Plane V1. */
export async function startModel(name: string): Promise<PlayedModel> {
  let said: string | undefined;
  const program = await start((request, response, body) => {
    if (request.method !== 'POST' || request.url !== `/v1/models/${name}:predict`)
      return sendJson(response, 404, `{"error":"Model with name ${String(request.url)} does not exist."}`);
    const { instances } = JSON.parse(body) as { instances?: number[][] };
    if (!Array.isArray(instances)) return sendJson(response, 400, '{"error":"Expected \\"instances\\" to be a list"}');
    // Python writes floating-point numbers with a fraction.
    const predictions = instances.map(([value = 0]) => (value * 2).toFixed(1));
    sendJson(response, 200, said ?? `{"predictions": [${predictions.join(', ')}]}`);
  });
  return {
    ...program,
    answer: (text) => {
      said = text;
    },
  };
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function start(answer: Answer): Promise<RigProgram> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => (body += String(text)));
    request.once('end', () => answer(request, response, body));
  });
  return { port: await listen(server), log: () => '', stop: () => close(server) };
}

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}
