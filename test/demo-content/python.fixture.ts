import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The sources of the demo. */
export const demoFolder = fileURLToPath(new URL('../../demo', import.meta.url));

/** How a Python program ended, and what it wrote. */
export interface PythonOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is gone afterwards, as the home of everything that runs in it. */
export async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'mla-demo-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs Python with these arguments in a folder, without a GPU and without writing beside the sources. */
export async function runPython(python: string, arguments_: readonly string[], cwd: string): Promise<PythonOutcome> {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    JUPYTER_PATH: join(cwd, 'jupyter'),
    IPYTHONDIR: join(cwd, 'ipython'),
    PYTHONDONTWRITEBYTECODE: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    CUDA_VISIBLE_DEVICES: '-1',
  };
  return promisify(execFile)(python, arguments_, { cwd, env, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    (thrown: unknown) => {
      const { code = 1, stdout = '', stderr = '' } = thrown as { code?: number; stdout?: string; stderr?: string };
      return { exitCode: code, stdout, stderr };
    },
  );
}

/** Executes a notebook with nbclient of one Python, its kernel being another one, and prints the executed notebook. */
const execute = `
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
nbclient.NotebookClient(notebook, kernel_name="demo", resources={"metadata": {"path": sys.argv[2]}}).execute()
print(nbformat.writes(notebook))
`;

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly { readonly text?: string | readonly string[] }[];
}

/** The cells of a notebook of the demo after all have run, from a copy beside the package as in the volume. */
export async function executeNotebook(
  name: string,
  { client, kernel }: { readonly client: string; readonly kernel: string },
): Promise<readonly Cell[]> {
  return withFolder(async (folder) => {
    const kernels = join(folder, 'jupyter', 'kernels', 'demo');
    await mkdir(kernels, { recursive: true });
    const argv = [kernel, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
    await writeFile(
      join(kernels, 'kernel.json'),
      JSON.stringify({
        argv,
        display_name: 'demo',
        language: 'python',
        env: { PYTHONPATH: demoFolder },
      }),
    );
    const path = join(demoFolder, 'notebooks', name);
    const { exitCode, stdout, stderr } = await runPython(client, ['-c', execute, path, folder], folder);
    if (exitCode !== 0) throw new Error(`${name}: ${stderr}`);
    return (JSON.parse(stdout) as { cells: Cell[] }).cells;
  });
}

/** The text of a cell, or of all that it wrote. */
export function textOf(text: string | readonly string[] | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).join('');
}
