import { MlaError } from '../../errors/error.ts';
import type { Machine } from './machine.ts';
import type { ToolEnd } from './run-tool.ts';
import type { ClusterOrder, LaptopTool } from './tool.ts';

/** What a failed call of a tool means. The engine’s own words decide, whichever tool passes them on. */
export function explainFailure(
  tool: LaptopTool,
  {
    machine,
    order,
    end,
    action,
  }: {
    readonly machine: Machine;
    readonly order: ClusterOrder;
    readonly end: ToolEnd;
    readonly action: 'create' | 'delete' | 'start' | 'stop';
  },
): MlaError {
  const { name } = order;
  const { log } = end;
  const said = tool.readFailure(end.lines) || `${tool.id} ended with exit code ${end.exitCode ?? 'unknown'}.`;
  const all = end.lines.map(({ text }) => text).join('\n');
  if (end.timedOutAfter !== undefined) {
    const lastLine = end.lines.at(-1)?.text.trim() ?? 'none';
    const limit = sayLimit(end.timedOutAfter / 1000);
    return new MlaError('laptop.toolHangs', { tool: tool.id, action, name, limit, lastLine, log });
  }
  if (end.error !== undefined)
    return new MlaError('laptop.toolEnded', { tool: tool.id, action, name, reason: end.error, log });
  return (
    explainOutput({ tool, machine, name, log, said, all }) ??
    new MlaError('laptop.toolFailed', { tool: tool.id, action, name, reason: shorten(said), log })
  );
}

interface FailedOutput {
  readonly tool: LaptopTool;
  readonly machine: Machine;
  readonly name: string;
  readonly log: string;
  readonly said: string;
  readonly all: string;
}

/** What the engine's own words say; undefined if they say nothing known. */
function explainOutput({ tool, machine, name, log, said, all }: FailedOutput): MlaError | undefined {
  const engine = machine.engine.title;
  if (/no space left on device|disk quota exceeded|ENOSPC|RSRC_DOCKER_STORAGE/i.test(all))
    return new MlaError('laptop.diskFull', {
      engine,
      tool: tool.id,
      name,
      reason: shorten(lineWith(all, /no space left|quota exceeded|ENOSPC|RSRC_DOCKER_STORAGE/i) ?? said),
      command: `${machine.engine.name} system df`,
    });
  const port = /(?:bind for|listen tcp\S*) \S*?:(\d+)\S*(?: failed)?: .*(?:already allocated|already in use)/i.exec(
    all,
  )?.[1];
  if (port !== undefined) return new MlaError('laptop.portTaken', { port: Number(port), tool: tool.id });
  const pull = readPullFailure(all);
  if (pull !== undefined)
    return new MlaError('laptop.imagePullFailed', {
      engine,
      image: pull.image,
      reason: shorten(pull.reason),
      command: `${machine.engine.name} pull ${pull.image}`,
      tool: tool.id,
      name,
      log,
    });
  return undefined;
}

const pullWords =
  /pull access denied|toomanyrequests|rate limit|manifest unknown|manifest for \S+ not found|unauthorized|denied: |no basic auth credentials|TLS handshake timeout|certificate signed by unknown authority|failed to resolve reference|Client\.Timeout|no such host|connection refused|i\/o timeout|proxyconnect/i;

/** The image that could not be pulled, and why; undefined if the failure is another one. */
function readPullFailure(text: string): { readonly image: string; readonly reason: string } | undefined {
  const image =
    /failed to pull image ["'\\]*([^\s"'\\]+)/i.exec(text)?.[1] ??
    /(?:docker|podman) pull (\S+?)["'\s]/i.exec(text)?.[1];
  if (image === undefined) return undefined;
  const reason = lineWith(text, pullWords);
  return { image, reason: reason ?? lineWith(text, /pull/i) ?? text };
}

function lineWith(text: string, words: RegExp): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => words.test(line));
}

/** A message has room for a few lines; the log has all. */
function shorten(text: string): string {
  return text.length <= 600 ? text : `${text.slice(0, 300)} … ${text.slice(-280)}`;
}

function sayLimit(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
