import { MlaError } from '../../../errors/error.ts';
import { isDeleting, recordDeleting, removeAccess } from '../cluster-files.ts';
import type { ClusterRequest } from '../../platform.ts';
import type { ClusterWork, Site } from '../cluster-work.ts';
import { endOrphan } from '../end-orphan.ts';
import { findTool } from '../machine.ts';
import type { Surroundings } from '../surroundings.ts';
import type { LaptopTool } from '../tool.ts';
import { removeRemains } from './remove-remains.ts';

interface Deletion {
  readonly work: ClusterWork;
  readonly surroundings: Surroundings;
}

/**
 * Removes our cluster: with its tool, or with the engine alone where the tool is gone.
 * @throws `laptop.deletionIncomplete`, with what is left
 */
export async function deleteCluster(
  tool: LaptopTool,
  { work, surroundings }: Deletion,
  request: ClusterRequest,
): Promise<void> {
  const { signal } = request;
  const { name } = request.installation.metadata;
  const files = work.filesFor(request);
  await endOrphan(files, surroundings);
  try {
    const site = await work.prepareSite(request);
    const found = await findTool(tool, surroundings, signal).catch(asAnswer);
    const hasTool = !(found instanceof MlaError);
    if (hasTool && !(await isDeleting(files)))
      await work.remove({ ...site, machine: { ...site.machine, tool: found } }, signal);
    else await removeWithEngine(tool, { work, site, request, because: hasTool ? undefined : found });
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof MlaError)) throw thrown;
    await removeAccess(files);
    const { message, cause, fix } = thrown.report();
    throw new MlaError(
      'laptop.deletionIncomplete',
      { name, reason: `${message} ${cause}`, folder: files.directory, fix },
      { cause: thrown },
    );
  }
}

/** What a missing tool says. It stops no deletion. */
function asAnswer(thrown: unknown): MlaError {
  if (thrown instanceof MlaError) return thrown;
  throw thrown;
}

interface EngineRemoval {
  readonly work: ClusterWork;
  readonly site: Site;
  readonly request: ClusterRequest;
  /** Why the tool does not do it; undefined if it does not know the cluster any more. */
  readonly because: MlaError | undefined;
}

/** The record of it lets the next attempt continue where this one stopped, though no container is left by then. */
async function removeWithEngine(
  tool: LaptopTool,
  { work, site, request: { signal, tell }, because }: EngineRemoval,
): Promise<void> {
  const { order, machine } = site;
  const sight = await work.look(site, signal);
  // A helper alone proves nothing by itself: it can be what an earlier attempt left.
  const isForeign = sight.whose === 'theirs' && sight.containers.some(({ labels }) => tool.isNode(labels));
  if (isForeign || (sight.whose !== 'ours' && !(await isDeleting(order.files)))) return;
  await recordDeleting(order.files);
  if (because !== undefined)
    tell({
      type: 'note',
      severity: 'warning',
      message: `${because.message} MLAnywhere deletes the cluster ${order.name} with ${machine.engine.title} alone.`,
    });
  await removeRemains(tool.remains(order), order.files.mounted, work.engineCall(site, signal));
}
