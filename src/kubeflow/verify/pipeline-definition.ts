/** Tasks of the pipeline that a check runs. */
export const pipelineTasks = { write: 'write-artifact', read: 'read-artifact' } as const;

const executor = (image: string, script: string, value: string): object => ({
  container: {
    image,
    command: ['sh', '-ec'],
    args: [script, 'sh', value],
    resources: { cpuRequest: 0.05, memoryRequest: 0.064, cpuLimit: 0.5, memoryLimit: 0.25 },
  },
});

/** What a file must hold that the second task reads. */
const content = 'mla-verify';
const artifact = { schemaTitle: 'system.Artifact', schemaVersion: '0.0.1' };

/**
 * A pipeline of two tasks in the form of the kfp compiler, schema 2.1: the first writes an artifact, and the second
 * fails unless it reads the same. The result of an earlier run is never taken instead.
 */
export function pipelineDefinition(name: string, image: string): string {
  const { write, read } = pipelineTasks;
  const uncached = { cachingOptions: {} };
  return JSON.stringify({
    pipelineInfo: { name },
    schemaVersion: '2.1.0',
    sdkVersion: 'mlanywhere',
    root: {
      dag: {
        tasks: {
          [write]: { ...uncached, componentRef: { name: 'comp-write' }, taskInfo: { name: write } },
          [read]: {
            ...uncached,
            componentRef: { name: 'comp-read' },
            dependentTasks: [write],
            inputs: {
              artifacts: { data: { taskOutputArtifact: { producerTask: write, outputArtifactKey: 'data' } } },
            },
            taskInfo: { name: read },
          },
        },
      },
    },
    components: {
      'comp-write': {
        executorLabel: 'exec-write',
        outputDefinitions: { artifacts: { data: { artifactType: artifact } } },
      },
      'comp-read': {
        executorLabel: 'exec-read',
        inputDefinitions: { artifacts: { data: { artifactType: artifact } } },
      },
    },
    deploymentSpec: {
      executors: {
        'exec-write': executor(
          image,
          `mkdir -p "$(dirname "$1")"; printf %s ${content} > "$1"`,
          "{{$.outputs.artifacts['data'].path}}",
        ),
        'exec-read': executor(image, `test "$(cat "$1")" = ${content}`, "{{$.inputs.artifacts['data'].path}}"),
      },
    },
  });
}
