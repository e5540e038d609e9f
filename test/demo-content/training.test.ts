import { load } from 'js-yaml';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDemoPython, findPytorch } from '../../scripts/setup/demo-python.mjs';
import { demoFolder, executeNotebook, runPython, textOf, withFolder, type PythonOutcome } from './python.fixture.ts';

const python = (await findDemoPython()) ?? '';
const pytorch = (await findPytorch()) ?? '';

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
}

/** Containers of the compiled pipeline by step. */
async function readContainers(file = 'shapes.yaml'): Promise<Readonly<Record<string, Container>>> {
  const text = await readFile(join(demoFolder, 'pipeline', file), 'utf8');
  // The second document is Kubernetes' part.
  const [pipeline = ''] = text.split('\n---\n');
  const { deploymentSpec } = load(pipeline) as {
    deploymentSpec: { executors: Record<string, { container: Container }> };
  };
  return Object.fromEntries(
    Object.entries(deploymentSpec.executors).map(([name, { container }]) => [name.replace('exec-', ''), container]),
  );
}

/** What the accuracy in a notebook's text and in its output is. */
async function accuracyOf(framework: string, kernel: string): Promise<{ promised: number; reached: number }> {
  const cells = await executeNotebook(`shapes-${framework}.ipynb`, { client: python, kernel });
  const written = cells.map(({ outputs = [] }) => outputs.map(({ text }) => textOf(text)).join('')).join('');
  const promised = /at least (\d+) %/.exec(cells.map(({ source }) => textOf(source)).join('\n'))?.[1];
  const reached = /Accuracy: ([\d.]+)%/.exec(written)?.[1];
  return { promised: Number(promised), reached: Number(reached) };
}

interface StepWish {
  readonly folder: string;
  readonly framework?: string;
  readonly accuracy?: string;
  readonly program?: string;
}

/** Runs one step as the compiled pipeline starts it, with this in place of what Kubeflow Pipelines fills in. */
async function runStep(
  name: string,
  { folder, framework = 'tensorflow', accuracy = '', program = python }: StepWish,
): Promise<PythonOutcome> {
  const { command, args } = (await readContainers())[name] ?? { command: [], args: [] };
  const filled = args.map((word) =>
    word
      .replace("{{$.inputs.parameters['framework']}}", framework)
      .replace("{{$.inputs.parameters['accuracy']}}", accuracy)
      .replace("{{$.inputs.parameters['wanted']}}", '0.95')
      .replace("{{$.outputs.parameters['accuracy'].output_file}}", `${folder}/new/accuracy`)
      .replace('{{$.outputs.output_file}}', `${folder}/${name}/output.json`)
      .replace(/^\{\{\$\.(?:in|out)puts\.artifacts\['(\w+)'\]\.path\}\}$/, `${folder}/artifacts/$1`),
  );
  expect(filled.join(' ')).not.toContain('{{');
  return runPython(program, [...command.slice(1), ...filled], folder);
}

const step = async (name: string, given: StepWish): Promise<string> => {
  const { exitCode, stdout, stderr } = await runStep(name, given);
  expect(exitCode, stderr).toBe(0);
  return stdout;
};

describe.runIf(python !== '')('The demo’s classifier, its notebooks and its pipeline', () => {
  test('the compiled pipelines are what kfp makes of the sources today, and kfp reads them', async () => {
    await withFolder(async (folder) => {
      const { exitCode, stderr } = await runPython(
        python,
        [join(demoFolder, 'pipeline', 'pipeline.py'), folder],
        folder,
      );
      expect(exitCode, stderr).toBe(0);
      for (const name of ['shapes.yaml', 'shapes-gpu.yaml'])
        expect(await readFile(join(demoFolder, 'pipeline', name), 'utf8')).toBe(
          await readFile(join(folder, name), 'utf8'),
        );
      const read =
        'import sys; from kfp import components; print(len(components.load_component_from_file(sys.argv[1]).pipeline_spec.root.dag.tasks))';
      const seen = await runPython(python, ['-c', read, join(demoFolder, 'pipeline', 'shapes-gpu.yaml')], folder);
      expect(seen, seen.stderr).toMatchObject({ exitCode: 0, stdout: '5\n' });
    });
  });

  test('the TensorFlow notebook reaches the accuracy that its text promises', async () => {
    const { promised, reached } = await accuracyOf('tensorflow', python);
    expect(promised).toBe(95);
    expect(reached).toBeGreaterThanOrEqual(promised);
  });

  test.runIf(pytorch !== '')('the PyTorch notebook reaches the accuracy that its text promises', async () => {
    const { promised, reached } = await accuracyOf('pytorch', pytorch);
    expect(promised).toBe(95);
    expect(reached).toBeGreaterThanOrEqual(promised);
  });

  test('the steps run as the compiled pipeline starts them, and hand over what they made', async () => {
    await withFolder(async (folder) => {
      expect(await step('make-data', { folder })).toContain('Drew 1500 images');
      expect(await step('train', { folder })).toContain('Training with tensorflow on /CPU:0.');
      await step('evaluate', { folder });
      const accuracy = await readFile(join(folder, 'new', 'accuracy'), 'utf8');
      expect(Number(accuracy)).toBeGreaterThanOrEqual(0.95);
      await step('gate', { folder, accuracy });
      await step('register', { folder, accuracy });
      expect(JSON.parse(await readFile(join(folder, 'register', 'output.json'), 'utf8'))).toMatchObject({
        artifacts: {
          registered: { artifacts: [{ metadata: { framework: 'tensorflow', accuracy: Number(accuracy) } }] },
        },
      });
      expect(await readFile(join(folder, 'artifacts', 'registered'))).toEqual(
        await readFile(join(folder, 'artifacts', 'model')),
      );
    });
  });

  test.runIf(pytorch !== '')('the same steps run with PyTorch', async () => {
    await withFolder(async (folder) => {
      const given = { folder, framework: 'pytorch', program: pytorch };
      await step('make-data', given);
      expect(await step('train', given)).toContain('Training with pytorch on cpu.');
      await step('evaluate', given);
      expect(Number(await readFile(join(folder, 'new', 'accuracy'), 'utf8'))).toBeGreaterThanOrEqual(0.95);
    });
  });

  test('the gate stops the pipeline below the wanted accuracy', async () => {
    await withFolder(async (folder) => {
      const { exitCode, stderr } = await runStep('gate', { folder, accuracy: '0.949' });
      expect([exitCode, stderr]).toEqual([1, 'The model recognizes 94.9% of new images; 95.0% are wanted.\n']);
    });
  });
});

test('the pipeline asks for a GPU in the variant for GPUs only, runs without the rights of root, and Argo finds no templates in it', async () => {
  const [plain, gpu] = await Promise.all(
    ['shapes.yaml', 'shapes-gpu.yaml'].map((file) => readFile(join(demoFolder, 'pipeline', file), 'utf8')),
  );
  expect(plain).not.toContain('nvidia.com/gpu');
  expect(gpu?.match(/resourceType: nvidia\.com\/gpu/g)).toHaveLength(1);
  expect(plain?.match(/runAsNonRoot: true/g)).toHaveLength(5);
  for (const { command } of Object.values(await readContainers())) expect(command.join(' ')).not.toContain('{{');
});

test('no notebook has kept outputs of somebody’s run', async () => {
  for (const framework of ['tensorflow', 'pytorch']) {
    const text = await readFile(join(demoFolder, 'notebooks', `shapes-${framework}.ipynb`), 'utf8');
    const { cells } = JSON.parse(text) as { cells: { outputs?: unknown[]; execution_count?: unknown }[] };
    expect(cells.flatMap(({ outputs = [] }) => outputs)).toEqual([]);
  }
});
