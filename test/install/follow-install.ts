import { setTimeout as pause } from 'node:timers/promises';
import type { WaitView } from '../../src/api/run.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { installRelease } from '../../src/kubeflow/install/install-release.ts';
import type { EndLimits } from '../../src/kubeflow/install/failures/final-failures.ts';
import type { InstallNews, InstallResult } from '../../src/kubeflow/install/install-events.ts';
import type { SoftLimits } from '../../src/kubeflow/install/gates/explain-waits.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';

export const installation = 'under-test';

/** An install that goes on while the test looks at it. */
export interface FollowedInstall {
  readonly news: readonly InstallNews[];
  readonly result: Promise<InstallResult>;
  cancel(): void;
  /** Resolves when a piece of news fits; fails when the install ends or `seconds` pass before. */
  until<T>(look: (news: readonly InstallNews[]) => T | undefined | false, seconds?: number): Promise<T>;
  /** The newest wait whose `what` fits, when it is being waited for now. */
  wait(what: RegExp): WaitView | undefined;
}

export function followInstall(given: {
  client: KubernetesClient;
  plan: Plan;
  softLimits?: SoftLimits;
  takeOver?: readonly string[];
  sentBefore?: ReadonlySet<string>;
  repair?: boolean;
  endLimits?: EndLimits;
}): FollowedInstall {
  const {
    client,
    plan,
    softLimits = { gate: 600, workload: 600 },
    takeOver = [],
    sentBefore,
    repair,
    endLimits,
  } = given;
  const news: InstallNews[] = [];
  const controller = new AbortController();
  let ended = false;
  const result = installRelease({
    client,
    plan,
    installation,
    softLimits,
    takeOver,
    sentBefore,
    repair,
    endLimits,
    signal: controller.signal,
    now: () => new Date(),
    tell: (one) => void news.push(one),
  });
  result.then(
    () => (ended = true),
    () => (ended = true),
  );
  const newestWaits = (): readonly WaitView[] => news.findLast((one) => one.type === 'waits')?.waits ?? [];
  return {
    news,
    result,
    cancel: () => controller.abort(),
    wait: (what) => newestWaits().find((one) => what.test(one.what)),
    async until(look, seconds = 90) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const over = ended || Date.now() > deadline;
        const found = look(news);
        if (found !== undefined && found !== false) return found;
        if (over)
          throw new Error(
            `not so ${ended ? 'when the install ended' : `after ${seconds} s`}; waits: ${JSON.stringify(newestWaits(), undefined, 1)}`,
          );
        await pause(50);
      }
    },
  };
}

export function untilApplied(install: FollowedInstall, count: number): Promise<true> {
  return install.until((news) => news.filter((one) => one.type === 'object-applied').length >= count || undefined);
}
