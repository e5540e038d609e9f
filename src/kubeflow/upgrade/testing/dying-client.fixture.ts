import type { KubernetesClient } from '../../../kubernetes/client.ts';

/** What is left of a program that was killed: no request of it arrives any more. */
export class Killed extends Error {}

/** A client of a program that is killed right after its n-th write, one at a time: from then on nothing of it reaches the cluster, no clean-up either. */
export function dyingAfter(client: KubernetesClient, writes: number): KubernetesClient {
  let left = writes;
  let last: Promise<unknown> = Promise.resolve();
  const alive = (): void => {
    if (left <= 0) throw new Killed();
  };
  const writing =
    <Arguments extends unknown[], Answer>(call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      const turn = last.then(async () => {
        alive();
        const answer = await call(...given);
        left -= 1;
        alive();
        return answer;
      });
      last = turn.catch(() => undefined);
      return turn;
    };
  const reading =
    <Arguments extends unknown[], Answer>(call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      alive();
      const answer = await call(...given);
      alive();
      return answer;
    };
  return {
    ...client,
    apply: writing((request) => client.apply(request)),
    delete: (type, key, options) =>
      (options?.dryRun === true ? reading : writing)(() => client.delete(type, key, options))(),
    mergePatch: writing(client.mergePatch.bind(client)) as KubernetesClient['mergePatch'],
    request: (method, ...rest) =>
      (method === 'GET' ? reading : writing)(() => client.request(method, ...rest))() as Promise<never>,
    get: reading(client.get.bind(client)) as KubernetesClient['get'],
    list: reading(client.list.bind(client)) as KubernetesClient['list'],
    listMetadata: reading((type, options) => client.listMetadata(type, options)),
  };
}
