import { randomUUID } from 'node:crypto';
import type { RuntimeState } from '../types.ts';

/** How a run is to go. */
export interface RunCourse {
  /** The task that fails, and what its container says. */
  readonly failing?: { readonly task: string; readonly reason?: string };
  /** The run stays in this state. */
  readonly stuck?: 'PENDING' | 'RUNNING';
  /** How far it goes each time somebody looks. */
  readonly stepsPerLook?: number;
}

interface Node {
  readonly name: string;
  readonly id: string;
  readonly parent?: string;
  state: RuntimeState;
  reason?: string;
}

/** A run whose state goes on by one step each time somebody looks: PENDING, RUNNING task by task, and an end. */
export interface StoredRun {
  readonly fields: Record<string, unknown> & { readonly run_id: string; readonly experiment_id: string };
  readonly namespace: string;
  readonly state: RuntimeState;
  step(): void;
  terminate(): void;
  /** As the API shows it. */
  shown(): object;
}

/** A new run of these tasks. */
export function storeRun(
  given: { readonly fields: StoredRun['fields']; readonly namespace: string; readonly tasks: readonly string[] },
  course: () => RunCourse,
): StoredRun {
  const { fields, namespace, tasks } = given;
  const created = now();
  const history: { readonly update_time: string; readonly state: RuntimeState }[] = [];
  const nodes: Node[] = [];
  let state: RuntimeState = 'PENDING';
  let finished: string | undefined;
  const enter = (next: RuntimeState): void => {
    state = next;
    history.push({ update_time: now(), state: next });
    if (next !== 'PENDING' && next !== 'RUNNING' && next !== 'CANCELING') finished = now();
  };
  enter('PENDING');
  const add = (name: string, nodeState: RuntimeState, parent?: string): Node => {
    const node: Node = { name, id: randomUUID(), state: nodeState, ...(parent !== undefined && { parent }) };
    nodes.push(node);
    return node;
  };
  const end = (how: 'SUCCEEDED' | 'FAILED'): void => {
    for (const node of nodes) if (node.state === 'RUNNING') node.state = how;
    enter(how);
  };
  const endTask = (name: string): void => {
    const { failing } = course();
    const fails = failing?.task === name;
    for (const node of nodes.filter(({ name: one, parent }) => one === name || parent === name)) {
      node.state = fails ? 'FAILED' : 'SUCCEEDED';
      if (fails && failing.reason !== undefined) node.reason = failing.reason;
    }
    if (fails) end('FAILED');
  };
  return {
    fields,
    namespace,
    get state() {
      return state;
    },
    step: () => {
      if (state === 'CANCELING') return enter('CANCELED');
      if (finished !== undefined || course().stuck === state) return;
      if (state === 'PENDING') {
        add(`${String(fields['display_name'])}-workflow`, 'RUNNING');
        add('root-driver', 'SUCCEEDED');
        add('root', 'RUNNING');
        return enter('RUNNING');
      }
      const running = tasks.find((name) => nodes.some((node) => node.name === name && node.state === 'RUNNING'));
      if (running !== undefined) return endTask(running);
      const next = tasks.find((name) => !nodes.some((node) => node.name === name));
      if (next === undefined) return end('SUCCEEDED');
      add(`${next}-driver`, 'SUCCEEDED');
      add(next, 'RUNNING');
      add('executor', 'RUNNING', next);
    },
    terminate: () => {
      if (finished === undefined) enter('CANCELING');
    },
    shown: () => ({
      ...fields,
      storage_state: 'AVAILABLE',
      created_at: created,
      scheduled_at: created,
      finished_at: finished ?? '1970-01-01T00:00:00Z',
      state,
      run_details: { task_details: nodes.map((node) => detailOf(node, fields.run_id, nodes)) },
      state_history: history,
    }),
  };
}

function detailOf({ name, id, state, reason }: Node, runId: string, nodes: readonly Node[]): object {
  const children = nodes.filter(({ parent }) => parent === name).map((child) => ({ pod_name: child.id }));
  const error = reason === undefined ? {} : { error: { code: 2, message: reason, details: [] } };
  return {
    run_id: runId,
    task_id: id,
    display_name: name,
    create_time: now(),
    start_time: now(),
    end_time: now(),
    state,
    ...error,
    state_history: [{ update_time: now(), state, ...error }],
    ...(children.length > 0 && { child_tasks: children }),
  };
}

/** As Go writes times in UTC. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
