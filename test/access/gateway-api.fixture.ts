import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const kinds = ['gatewayclasses', 'gateways', 'httproutes'];

/** The published definitions of the Gateway API's kinds, YAML, from its Go module. Undefined without Go or the module. */
export async function gatewayApiDefinitions(): Promise<readonly string[] | undefined> {
  const cwd = join(import.meta.dirname, 'gateway-api');
  try {
    const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', 'sigs.k8s.io/gateway-api'], {
      cwd,
    });
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    const file = (kind: string): string => join(Dir, 'config/crd/standard', `gateway.networking.k8s.io_${kind}.yaml`);
    return await Promise.all(kinds.map((kind) => readFile(file(kind), 'utf8')));
  } catch {
    return undefined;
  }
}
