import { toMlaError, type MlaError } from '../../errors/error.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import { lookBeforeWriting } from '../ownership/look-before-writing.ts';
import type { Verdict } from '../ownership/verdict.ts';
import type { Gate } from '../plan/plan.ts';
import { ClusterView } from './cluster-view.ts';
import { ComponentProgress } from './component-progress.ts';
import { WaitExplainer } from './gates/explain-waits.ts';
import { WaitReports } from './gates/wait-reports.ts';
import type { Listed } from './find-unchanged.ts';
import { defaultEndLimits, findFinalFailure } from './failures/final-failures.ts';
import { ForeignChanges } from './failures/foreign-changes.ts';
import { judgeGate, watchForGate } from './gates/gate-rules.ts';
import { waitForAllKinds, watchDiscovery } from './kind-discovery.ts';
import { LaterWaits } from './gates/later-waits.ts';
import type { InstallResult } from './install-events.ts';
import type { InstallOptions } from './install-options.ts';
import { ReadinessTracker } from './readiness-tracker.ts';
import { Schedule } from './schedule.ts';
import { ObjectSender } from './send-objects.ts';
import { Settling } from './gates/settling.ts';
import { ServerConnection } from './failures/server-connection.ts';
import { StalledDefinitions } from './failures/stalled-definitions.ts';
import { VanishedContainers, type Vanished } from './failures/vanished.ts';

/**
 * Sends a plan to a cluster and waits until all of it is ready. Each object is
 * sent once, as soon as everything it needs exists. Existing objects are not
 * changed, even if others modified them (unless `repair`); those changes are
 * reported. Ends early only if the cluster contains objects of other owners
 * (`kubeflow.clusterHoldsOther`, before anything is sent), if the signal aborts
 * or if the server rejects an object and retrying cannot help. Every error is an `MlaError`
 * (cancelled: `general.cancelled`).
 */
export async function installRelease(options: InstallOptions): Promise<InstallResult> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  try {
    return await new Install({ ...options, signal }).run();
  } catch (thrown) {
    throw toMlaError(thrown);
  } finally {
    stop.abort();
  }
}

class Install {
  readonly #options: InstallOptions;
  readonly #started: number;
  readonly #schedule: Schedule;
  readonly #view: ClusterView;
  readonly #readiness: ReadinessTracker;
  readonly #sender: ObjectSender;
  readonly #waits: WaitExplainer;
  readonly #reports: WaitReports;
  readonly #components: ComponentProgress;
  readonly #changes: ForeignChanges;
  readonly #settling = new Settling((milliseconds, fired) => {
    setTimeout(() => {
      fired();
      this.#look();
    }, milliseconds + 1);
  });
  readonly #server: ServerConnection;
  readonly #stalled: StalledDefinitions;
  readonly #vanished: VanishedContainers;
  readonly #outcome = Promise.withResolvers<undefined>();
  #kindsServed = false;
  #ending = false;
  #left: InstallResult['changes'] = [];
  /** Numbers the waits for all kinds: only the latest counts. */
  #servingWaits = 0;
  #unchanged = 0;
  #kept: ReadonlySet<number> = new Set();
  #appliedAfter = 0;
  #servedAfter = 0;
  #looking = false;
  #unserved: readonly string[] = [];
  /** When something was last sent, opened or became ready. */
  #lastProgress: number;

  constructor(options: InstallOptions) {
    this.#options = options;
    const { plan, client, signal, tell, installation, now, sentBefore = new Set(), repair = false } = options;
    this.#started = now().getTime();
    this.#lastProgress = this.#started;
    // Awaited only at the end; an earlier failure is thrown where it happens.
    this.#outcome.promise.catch(() => undefined);
    this.#schedule = new Schedule(plan);
    this.#server = new ServerConnection(options);
    this.#stalled = new StalledDefinitions({
      client,
      signal,
      onTouched: (definition) => tell({ type: 'definition-touched', definition }),
    });
    this.#view = new ClusterView({
      client,
      signal,
      onChange: () => this.#lookSoon(),
      onReconnect: (why) => this.#inBackground(this.#server.reconnected(why)),
      onFailure: (error) => this.#fail(toMlaError(error)),
    });
    this.#vanished = new VanishedContainers({ plan, view: this.#view, schedule: this.#schedule });
    this.#changes = new ForeignChanges({
      client,
      plan,
      installation,
      sentBefore,
      repair,
      signal,
      tell: (changes) => tell({ type: 'foreign-changes', changes }),
    });
    this.#readiness = new ReadinessTracker({
      plan,
      view: this.#view,
      installation,
      onWritten: (position) => this.#inBackground(this.#server.answered(() => this.#changes.lookAt(position))),
    });
    this.#components = new ComponentProgress(plan, this.#readiness.tracked);
    this.#waits = new WaitExplainer({
      plan,
      schedule: this.#schedule,
      view: this.#view,
      limits: options.softLimits,
      now,
    });
    const later = new LaterWaits({ plan, schedule: this.#schedule, now });
    this.#reports = new WaitReports({ waits: this.#waits, later, tell });
    this.#sender = new ObjectSender({
      client,
      plan,
      schedule: this.#schedule,
      signal,
      tell,
      prepare: options.upgrade?.prepare,
      onAcknowledged: (position, generation) => {
        this.#changes.sent(position);
        this.#onAcknowledged(position, generation);
      },
      onPermanentFailure: (error) => this.#fail(error),
    });
  }

  async run(): Promise<InstallResult> {
    const { client, plan, signal, installation, takeOver = [], upgrade } = this.#options;
    const upgrading = upgrade !== undefined;
    signal.addEventListener('abort', () => this.#fail(toMlaError(signal.reason)));
    signal.throwIfAborted();
    const everySecond = setInterval(() => {
      this.#tellWaits();
      this.#endWhenHopeless();
    }, 1000);
    try {
      this.#respect(
        await this.#server.answered(() =>
          lookBeforeWriting({ client, plan, installation, takeOver, upgrading, signal }),
        ),
      );
      const { keep, listed } = await this.#server.answered(() => this.#changes.begin(this.#kept));
      this.#skip(keep, listed);
      for (const gate of plan.gates) watchForGate(gate, this.#view);
      this.#vanished.watch();
      this.#inBackground(watchDiscovery({ ...this.#discovery(), onOpen: (gate) => this.#open(gate) }));
      this.#inBackground(this.#noteWhenKindsAreServed());
      this.#sender.pump();
      this.#look();
      await this.#outcome.promise;
    } finally {
      clearInterval(everySecond);
    }
    this.#tellWaits();
    return this.#result();
  }

  /** Reports what is taken over from others, and records what stays because it is newer than the plan's. Acknowledges nothing yet, because that would start sending. */
  #respect({ taken, kept }: Verdict): void {
    const { tell, plan } = this.#options;
    for (const { word, what, objects } of taken) tell({ type: 'taken-over', word, what, objects });
    for (const { position, because } of kept) {
      const object = plan.objects[position];
      if (object === undefined) continue;
      tell({ type: 'definition-kept', object: keyText(object.key), component: object.component, because });
    }
    this.#kept = new Set(kept.map(({ position }) => position));
  }

  #skip(keep: ReadonlySet<number>, listed: Listed): void {
    const unchanged = [...keep].filter((position) => !this.#kept.has(position));
    this.#unchanged = unchanged.length;
    for (const position of this.#kept) {
      this.#schedule.acknowledge(position);
      this.#onAcknowledged(position, 0);
    }
    for (const position of unchanged) {
      const object = this.#options.plan.objects[position];
      if (object === undefined) continue;
      this.#options.tell({ type: 'object-unchanged', object: keyText(object.key), component: object.component });
      this.#schedule.acknowledge(position);
      this.#onAcknowledged(position, listed.get(position)?.generation ?? 0);
    }
  }

  #onAcknowledged(position: number, generation: number): void {
    this.#readiness.acknowledged(position, generation);
    this.#noteProgress();
    if (this.#schedule.finished) this.#appliedAfter = this.#seconds();
    this.#lookSoon();
  }

  /** Changes come in bursts; one check after them is enough. */
  #lookSoon(): void {
    if (this.#looking) return;
    this.#looking = true;
    setImmediate(() => {
      this.#looking = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#options.signal.aborted) return;
    for (const vanished of this.#vanished.look()) this.#sendAgain(vanished);
    for (const { id } of this.#schedule.closedGates()) {
      const gate = this.#options.plan.gates.find((one) => one.id === id);
      if (gate === undefined || gate.kind === 'kind-discoverable') continue;
      if (this.#settling.hasSettled(gate, judgeGate(gate, this.#view).open, performance.now())) this.#open(gate);
    }
    this.#tellReadiness();
    this.#sender.pump();
    if (this.#schedule.finished && this.#kindsServed && this.#readiness.allReady) this.#end();
  }

  /** Everything is ready: checks once more for changes by others. */
  #end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#inBackground(
      this.#server
        .answered(() => this.#changes.end())
        .then((left) => {
          this.#left = left;
          this.#outcome.resolve(undefined);
        }),
    );
  }

  #sendAgain({ object, positions, contents, closing }: Vanished): void {
    const { plan, tell } = this.#options;
    tell({ type: 'object-vanished', object, contents });
    this.#schedule.takeBack(positions, closing);
    for (const { id } of this.#schedule.closedGates()) this.#settling.forget(id);
    if (positions.some((position) => plan.objects[position]?.serves !== undefined))
      this.#inBackground(this.#noteWhenKindsAreServed());
  }

  #open(gate: Gate): void {
    this.#options.tell({ type: 'gate-opened', gate: gate.id, seconds: this.#waits.secondsWaited(gate.id) });
    this.#schedule.openGate(gate.id);
    this.#noteProgress();
    this.#sender.pump();
  }

  #noteProgress(): void {
    this.#lastProgress = this.#options.now().getTime();
  }

  /** Ends the install with the reason of a final failure, once everything else has had time to become ready. */
  #endWhenHopeless(): void {
    const { installation, now, endLimits = defaultEndLimits } = this.#options;
    if (now().getTime() - this.#lastProgress < endLimits.quiet * 1000) return;
    const failure = findFinalFailure(this.#waits.unready(this.#readiness.tracked), { limits: endLimits, installation });
    if (failure !== undefined) this.#fail(failure);
  }

  #tellReadiness(): void {
    const { tell } = this.#options;
    for (const { workload, ready, name, planned, reason } of this.#readiness.update()) {
      if (ready) this.#noteProgress();
      if (!workload) continue;
      tell(
        ready
          ? { type: 'workload-ready', workload: name, component: planned.component }
          : { type: 'workload-unready', workload: name, component: planned.component, why: reason },
      );
    }
    for (const component of this.#components.newlyReady(this.#schedule))
      tell({ type: 'component-ready', component: component.name, title: component.title });
  }

  #tellWaits(): void {
    this.#reports.report({
      unready: this.#readiness.tracked.filter((one) => !one.ready),
      unsent: this.#sender.troubles(),
      server: this.#server.health.trouble,
      unserved: this.#schedule.finished ? this.#unserved : [],
    });
  }

  #discovery(): Omit<Parameters<typeof waitForAllKinds>[0], 'onPending'> {
    const { client, plan, signal } = this.#options;
    return {
      client,
      plan,
      schedule: this.#schedule,
      health: this.#server.health,
      stalled: this.#stalled,
      view: this.#view,
      signal,
    };
  }

  async #noteWhenKindsAreServed(): Promise<void> {
    this.#servingWaits += 1;
    const wait = this.#servingWaits;
    this.#kindsServed = false;
    await waitForAllKinds({ ...this.#discovery(), onPending: (kinds) => void (this.#unserved = kinds) });
    if (wait !== this.#servingWaits) return;
    this.#kindsServed = true;
    this.#servedAfter = this.#seconds();
    this.#look();
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(toMlaError(error)));
  }

  #fail(error: MlaError): void {
    this.#outcome.reject(error);
  }

  #seconds(): number {
    return (this.#options.now().getTime() - this.#started) / 1000;
  }

  #result(): InstallResult {
    const { workloads, ready } = this.#readiness.count();
    return {
      objects: this.#options.plan.objects.length,
      applied: this.#schedule.done,
      unchanged: this.#unchanged,
      rejected: this.#sender.rejected,
      changes: this.#left,
      workloads,
      ready,
      seconds: { applied: this.#appliedAfter, served: this.#servedAfter, ready: this.#seconds() },
    };
  }
}
