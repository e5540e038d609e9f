import type { PipelinesClient } from '../pipelines/client.ts';
import { demoName, pathAnnotation, variantAnnotation, type DemoPlace } from './demo-names.ts';
import { findDemoRun, type DemoRun } from './demo-run.ts';
import type { Ide, IdeState } from './ide/ide.ts';
import { lookAtNotebook, notebookType } from './ide/notebook-ide.ts';
import { listDemoObjects } from './remove-demo.ts';
import { lookAtWorkspace, workspaceType } from './ide/workspace-ide.ts';

/** The demo as the cluster and Kubeflow Pipelines have it now. */
export interface DemoStatus {
  readonly namespace: string;
  /** Undefined where nothing of the demo is in the namespace. */
  readonly variant: string | undefined;
  readonly ide: ({ readonly kind: Ide['kind']; readonly path: string } & IdeState) | undefined;
  readonly run: DemoRun | undefined;
}

/** Looks the demo up; without a pipelines client the run is left out. */
export async function lookAtDemo(place: DemoPlace, pipelines: PipelinesClient | undefined): Promise<DemoStatus> {
  const { client, namespace, signal } = place;
  const objects = await listDemoObjects(place);
  const [first] = objects;
  const made = first && (await client.get(first.type, { namespace, name: demoName }, { signal }));
  const type = [notebookType, workspaceType].find(({ kind }) => objects.some((one) => one.type.kind === kind));
  const look = type === workspaceType ? lookAtWorkspace : lookAtNotebook;
  const kind = type === workspaceType ? ('Workspace' as const) : ('Notebook' as const);
  return {
    namespace,
    variant: made?.metadata.annotations?.[variantAnnotation],
    ide: type && { kind, path: made?.metadata.annotations?.[pathAnnotation] ?? '', ...(await look(place)) },
    run: pipelines && (await findDemoRun(pipelines, signal)),
  };
}
