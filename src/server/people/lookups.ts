import { kindsThatMake, kindsThatRemove } from '../../run-view/run-kinds.ts';
import type { RunStore } from '../../runs/store/run-store.ts';
import type { Lookups } from './authorize.ts';

/** What authorization looks up, from the runs: an installation whose newest run deleted it is not there. */
export function createLookups(runs: Pick<RunStore, 'getRun' | 'listRuns'>): Lookups {
  return {
    async run(id) {
      const { installation, kind } = await runs.getRun(id);
      return { installation, takes: !kindsThatMake.includes(kind) };
    },
    async isThere(installation) {
      const [newest] = await runs.listRuns({ installation, limit: 1 });
      return newest !== undefined && !(kindsThatRemove.includes(newest.kind) && newest.state === 'succeeded');
    },
  };
}
