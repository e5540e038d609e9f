import { type ApiClient, createApiClient } from '../../api/client.ts';
import type { Secret } from '../../secret.ts';

/** The server that is asked next: another process, or started by this command. */
export interface NextServer {
  readonly url: string;
  readonly token: Secret | undefined;
  /** Where this command has started it. */
  readonly own?: { readonly close: () => Promise<void> };
}

/** How often one request is repeated after its server ended. */
const mostMoves = 5;

/**
 * A client for a server that ends with the command of somebody else. When it
 * does, the next one is found, or started here, and what got no answer is asked
 * there: a run that is followed goes on. A server that ends first answers what
 * it has begun on, for three seconds; an order that took longer is found under
 * way by the second one, which is then refused with that reason.
 */
export function moveOn(
  first: NextServer,
  findNext: () => Promise<NextServer>,
): { client: ApiClient; close: () => Promise<void> } {
  let current = first;
  let moving: Promise<void> | undefined;

  const move = async (lost: NextServer): Promise<void> => {
    if (current !== lost) return;
    moving ??= findNext()
      .then((next) => {
        current = next;
      })
      .finally(() => {
        moving = undefined;
      });
    await moving;
  };

  const send: typeof fetch = async (path, init) => {
    for (let movesLeft = mostMoves; ; movesLeft -= 1) {
      const server = current;
      const headers = new Headers(init?.headers);
      if (server.token !== undefined) headers.set('authorization', `Bearer ${server.token.reveal()}`);
      try {
        const answer = await fetch(`${server.url}${path as string}`, { ...init, headers });
        if (movesLeft === 0 || !(await isClosing(answer))) return answer;
      } catch (error) {
        if (movesLeft === 0 || server.own !== undefined || init?.signal?.aborted) throw error;
      }
      await move(server);
    }
  };

  return { client: createApiClient({ url: '', fetch: send }), close: async () => current.own?.close() };
}

/** What the web framework answers while it closes is none of our errors, which are JSON with a code. */
async function isClosing(answer: Response): Promise<boolean> {
  return answer.status === 503 && !(await answer.clone().text()).includes('"MLA-');
}
