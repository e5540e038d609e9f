import type { InstalledDemo } from '../../kubeflow/demo-content/install-demo.ts';
import type { DemoStatus } from '../../kubeflow/demo-content/look-at-demo.ts';

/** Where pages of the dashboard are. */
export interface DashboardPlace {
  /** Of the installation. */
  readonly name: string;
  /** Null where the dashboard is reached by a forwarded port. */
  readonly address: string | null;
}

/** What a person needs after the installation. */
export function installedLines(place: DashboardPlace, { namespace, variant, ide, run }: InstalledDemo): string[] {
  return [
    `The demo is ready in ${namespace}, with ${variant}.`,
    `${ide.kind}: ${pageOf(place, ide.path)}`,
    run === undefined
      ? 'Pipeline: Kubeflow Pipelines is not installed'
      : `Run: ${pageOf(place, run.path)} (${run.state})`,
    ...opens(place, ide.path),
  ];
}

/** The demo as it is now. */
export function statusLines(place: DashboardPlace, { namespace, variant, ide, run }: DemoStatus): string[] {
  if (variant === undefined && run === undefined) return [`There is no demo in ${namespace}.`];
  return [
    `Demo in ${namespace}: ${variant ?? 'only its pipeline is left'}`,
    ideLine(place, ide),
    ...(run === undefined
      ? ['Run: none']
      : [
          `Run: ${run.state}, ${pageOf(place, run.path)}`,
          ...run.steps.map(
            (step) => `  ${step.name}: ${step.state}${step.reason === undefined ? '' : ` (${step.reason})`}`,
          ),
        ]),
    ...opens(place, ide?.path ?? run?.path),
  ];
}

function ideLine(place: DashboardPlace, ide: DemoStatus['ide']): string {
  if (ide === undefined) return 'Notebook: not installed';
  const state = ide.state === 'starting' ? `starting: ${ide.reason}` : ide.state;
  return `${ide.kind}: ${state}, ${pageOf(place, ide.path)}`;
}

function pageOf({ address }: DashboardPlace, path: string): string {
  return `${address ?? ''}${path}`;
}

/** The command that opens a page which has no address of its own. */
function opens({ name, address }: DashboardPlace, path: string | undefined): string[] {
  return address !== null || path === undefined ? [] : [`Open a page: mla open ${name} --path '${path}'`];
}
