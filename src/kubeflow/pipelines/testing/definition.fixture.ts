import { readYamlDocuments } from '../../release/kubernetes-yaml.ts';

interface Component {
  readonly executorLabel?: string;
  readonly dag?: { readonly tasks?: Readonly<Record<string, Task>> };
}

interface Task {
  readonly componentRef?: { readonly name?: string };
  readonly dependentTasks?: readonly string[];
}

interface Definition {
  readonly pipelineInfo?: { readonly name?: string };
  readonly schemaVersion?: string;
  readonly root?: Component;
  readonly components?: Readonly<Record<string, Component>>;
  readonly deploymentSpec?: {
    readonly executors?: Readonly<Record<string, { readonly container?: { readonly image?: string } }>>;
  };
}

/** The tasks of a pipeline's definition, in an order in which they can run. Throws what the API server refuses. */
export function tasksOfDefinition(text: string): string[] {
  const definition = { ...(readYamlDocuments(text)[0] as Definition) };
  const { pipelineInfo = {}, schemaVersion = '', root = {} } = definition;
  if (!/^[a-z0-9][a-z0-9-]{0,127}$/.test(pipelineInfo.name ?? '')) throw new Error('pipelineInfo.name is no name');
  if (!/^2\.\d+\.\d+$/.test(schemaVersion)) throw new Error('schemaVersion is no version of the pipeline spec');
  const tasks = root.dag?.tasks ?? {};
  if (Object.keys(tasks).length === 0) throw new Error('root has no tasks');
  const idle = Object.entries(tasks).find(([, task]) => imageOf(task, definition) === undefined);
  if (idle !== undefined) throw new Error(`the task ${idle[0]} has no executor with an image`);
  return ordered(tasks);
}

function imageOf(
  { componentRef = {} }: Task,
  { components = {}, deploymentSpec = {} }: Definition,
): string | undefined {
  const label = components[componentRef.name ?? '']?.executorLabel ?? '';
  return deploymentSpec.executors?.[label]?.container?.image;
}

function ordered(tasks: Readonly<Record<string, Task>>): string[] {
  const done: string[] = [];
  while (done.length < Object.keys(tasks).length) {
    const next = Object.entries(tasks).find(
      ([name, { dependentTasks = [] }]) =>
        !done.includes(name) && dependentTasks.every((before) => done.includes(before)),
    );
    if (next === undefined) throw new Error('tasks depend on each other in a circle, or on one that is not there');
    done.push(next[0]);
  }
  return done;
}
