import { sql } from 'kysely';
import { openKeptViews } from '../src/runs/views/kept-views.ts';
import { RunViews } from '../src/runs/views/run-views.ts';
import type { Database } from '../src/runs/database/open-database.ts';
import { openSqlRunStore } from '../src/runs/store/sql-run-store.ts';

export const eventsOfEach = 5000;
const last = eventsOfEach;
/** As large as Kubeflow 26.03.1. */
const [components, objectsOfEach, workloadsOfEach] = [25, 60, 5];
const [objects, workloads] = [components * objectsOfEach, components * workloadsOfEach];
const steps = [
  { name: 'connect', phase: 'connect', title: 'Connect' },
  { name: 'plan', phase: 'plan', title: 'Plan' },
  { name: 'install', phase: 'install', title: 'Install Kubeflow' },
];
const plan = {
  release: { name: 'kubeflow', version: '26.03.1' },
  objects,
  workloads,
  components: Array.from({ length: components }, (_one, index) => ({
    name: `component-${index}`,
    title: `Component ${index}`,
    objects: objectsOfEach,
    workloads: workloadsOfEach,
  })),
};

/** Runs `i-0001-9`… of whole installs with many events each, newer than all others; a few at a time, because a statement may not take long. */
export async function storeLongRuns(database: Database, count: number): Promise<void> {
  const [firstObject, firstWorkload] = [6, 6 + objects];
  for (let first = 1; first <= count; first += 10) {
    const names = sql`name between ${nameOf(first)} and ${nameOf(Math.min(first + 9, count))}`;
    await database.write(async (writer) => {
      await sql`insert into run (id, installation, kind, state, attempt, created_at, spec, last_event_id)
        select name || '-9', name, 'create', 'succeeded', 1, created_at + interval '1 day', spec, ${last}::integer
        from installation where ${names}`.execute(writer);
      await sql`insert into run_event (run_id, id, time, attempt, type, severity, phase, step, component, message, data)
        select name || '-9', number, created_at + interval '1 day' + number * interval '100 milliseconds', 1,
          case when number = 1 then 'run.queued' when number = 2 then 'run.started' when number = 3 then 'step.started'
            when number = 4 then 'plan.made' when number = ${last - 1}::integer then 'step.succeeded' when number = ${last}::integer then 'run.succeeded'
            when number between ${firstObject}::integer and ${firstWorkload - 1}::integer then 'object.applied'
            when number between ${firstWorkload}::integer and ${firstWorkload + workloads - 1}::integer then 'workload.ready' else 'log' end,
          'info', case when number > 2 and number < ${last}::integer then 'install' end, case when number > 2 and number < ${last}::integer then 'install' end,
          case when number between 5 and ${last - 2}::integer then 'component-' || number % ${components}::integer end,
          'Deployment.apps kserve/kserve-controller-manager: waiting for ' || number,
          case when number = 1 then '{"kind": "create"}'::jsonb when number = 2 then ${JSON.stringify({ steps })}::jsonb
            when number in (3, ${last - 1}::integer) then '{"title": "Install Kubeflow"}'::jsonb when number = 4 then ${JSON.stringify(plan)}::jsonb
            when number between ${firstObject}::integer and ${firstWorkload - 1}::integer then jsonb_build_object('object', 'ConfigMap kubeflow/object-' || number)
            when number between ${firstWorkload}::integer and ${firstWorkload + workloads - 1}::integer then jsonb_build_object('workload', 'Deployment.apps kubeflow/workload-' || number) end
        from installation, generate_series(1, ${last}::integer) as number where ${names}`.execute(writer);
    });
  }
}

/** Folds all runs and stores their views, as a worker does at the end of each. Returns milliseconds for each of the long ones. */
export async function keepViews(database: Database, count: number): Promise<number> {
  const store = await openSqlRunStore(database);
  const views = new RunViews(store, openKeptViews(database));
  const started = performance.now();
  for (let number = 1; number <= count; number += 1) await views.keep(`${nameOf(number)}-9`);
  const each = (performance.now() - started) / count;
  for (let page = await store.listRuns(); page.length > 0; page = await store.listRuns({ before: page.at(-1)?.id }))
    await views.viewAll(page);
  return each;
}

const nameOf = (number: number): string => `i-${String(number).padStart(4, '0')}`;
