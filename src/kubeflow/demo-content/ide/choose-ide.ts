import type { DemoSite } from '../demo-names.ts';
import type { Ide } from './ide.ts';
import { noImage, type ImageWish } from '../images.ts';
import { notebookIde, notebookType } from './notebook-ide.ts';
import { workspaceIde, workspaceType } from './workspace-ide.ts';

/**
 * The IDE of this cluster: a Workspace where the cluster has that kind and a WorkspaceKind with the framework, else a
 * Notebook; undefined where it has neither kind.
 * @throws `demoContent.noImage`
 */
export async function chooseIde(
  place: DemoSite,
  wish: ImageWish & { readonly image: string | undefined },
): Promise<Ide | undefined> {
  const { client, signal } = place;
  const [beta, stable] = await Promise.all([
    client.discover('kubeflow.org/v1beta1', { signal }),
    client.discover('kubeflow.org/v1', { signal }),
  ]);
  const hasWorkspaces = beta.some(({ kind }) => kind === workspaceType.kind);
  const hasNotebooks = stable.some(({ kind }) => kind === notebookType.kind);
  // The image of a Workspace is one of its kind's.
  const workspace = hasWorkspaces && wish.image === undefined ? await workspaceIde(place, wish) : undefined;
  if (workspace !== undefined) return workspace;
  if (hasNotebooks) return notebookIde(place, wish);
  if (hasWorkspaces) throw noImage(wish, 'the WorkspaceKinds');
  return undefined;
}
