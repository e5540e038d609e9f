import { MlaError } from '../../errors/error.ts';
import { runProgram } from '../../programs/run-program.ts';
import type { Engine } from './engine/engine.ts';
import { installHint } from './hints.ts';
import { downloadedPath } from './download/download-tool.ts';
import { isProgram, type Surroundings } from './surroundings.ts';
import type { LaptopTool } from './tool.ts';

/** A tool that is on this machine and new enough. */
export interface FoundTool {
  readonly path: string;
  readonly version: string;
}

/** What a cluster is created with. */
export interface Machine {
  readonly tool: FoundTool;
  readonly engine: Engine;
}

/** Milliseconds that a tool may take to tell its version. */
const patience = 20_000;

/** The tool in PATH, else the one that was downloaded. @throws `laptop.toolMissing`, `laptop.toolTooOld`, `laptop.toolUnreadable` of the one in PATH */
export async function findTool(tool: LaptopTool, surroundings: Surroundings, signal: AbortSignal): Promise<FoundTool> {
  const { downloads } = surroundings;
  const downloaded = downloads === undefined ? undefined : downloadedPath(tool.id, downloads);
  const inPath = await surroundings.findProgram(tool.id);
  const found = inPath === undefined ? undefined : await judgeTool(tool, { path: inPath, surroundings, signal });
  if (found !== undefined && !(found instanceof MlaError)) return found;
  if (downloaded !== undefined && (await isProgram(downloaded))) {
    const other = await judgeTool(tool, { path: downloaded, surroundings, signal });
    if (!(other instanceof MlaError)) return other;
  }
  throw (
    found ?? new MlaError('laptop.toolMissing', { tool: tool.id, install: installHint(tool.id, surroundings.system) })
  );
}

async function judgeTool(
  tool: LaptopTool,
  {
    path,
    surroundings,
    signal,
  }: { readonly path: string; readonly surroundings: Surroundings; readonly signal: AbortSignal },
): Promise<FoundTool | MlaError> {
  const { id, oldest, versionArgs } = tool;
  const install = installHint(id, surroundings.system);
  const end = await runProgram({
    file: path,
    args: versionArgs,
    environment: surroundings.environment,
    signal,
    timeout: patience,
    maximumOutput: 1024 * 1024,
  });
  const version = tool.readVersion(end.stdout.toString('utf8'));
  if (end.exitCode !== 0 || version === undefined)
    return new MlaError('laptop.toolUnreadable', {
      path,
      tool: id,
      reason: end.stderr.trim().split('\n')[0] || (end.error ?? end.stdout.toString('utf8').slice(0, 200)),
      command: [id, ...versionArgs].join(' '),
      install,
    });
  if (version.localeCompare(oldest, 'en', { numeric: true }) < 0)
    return new MlaError('laptop.toolTooOld', { tool: id, found: version, needed: oldest, path, install });
  return { path, version };
}
