import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Milliseconds that a pod may stay silent after the client has said all: the protocol cannot tell the pod so. */
const lastWordPatience = 10_000;

/**
 * Joins a local connection to one of a pod until either ends; neither reads
 * faster than the other takes. Resolves with what broke the pod's side, or
 * with undefined when it ended well or the client left.
 */
export function joinConnections(local: Socket, pod: Duplex): Promise<Error | undefined> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let broken: Error | undefined;
    let clientLeft = false;
    const leave = (): void => {
      clearTimeout(timer);
      clientLeft = true;
      pod.destroy();
    };
    const waitForLastWord = (): void => {
      clearTimeout(timer);
      timer = setTimeout(leave, lastWordPatience);
    };

    local.once('end', () => {
      waitForLastWord();
      pod.on('data', waitForLastWord);
    });
    local.once('error', leave).once('close', leave);
    pod.once('error', (error) => {
      if (!clientLeft) broken = error;
    });
    pod.once('end', () => pod.destroy());
    pod.once('close', () => {
      clearTimeout(timer);
      // A client must not take half an answer for a whole one.
      if (broken === undefined) local.destroySoon();
      else local.resetAndDestroy();
      resolve(broken);
    });
    pod.pipe(local);
    local.pipe(pod);
    if (local.destroyed) leave();
  });
}
