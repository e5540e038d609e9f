/** A pipeline of two tasks, the second after the first: as small as the API takes one. */
export const twoTasks = JSON.stringify({
  pipelineInfo: { name: 'two-tasks' },
  schemaVersion: '2.1.0',
  root: {
    dag: {
      tasks: {
        second: { componentRef: { name: 'comp-second' }, dependentTasks: ['first'], taskInfo: { name: 'second' } },
        first: { componentRef: { name: 'comp-first' }, taskInfo: { name: 'first' } },
      },
    },
  },
  components: { 'comp-first': { executorLabel: 'exec-first' }, 'comp-second': { executorLabel: 'exec-second' } },
  deploymentSpec: {
    executors: { 'exec-first': { container: { image: 'a' } }, 'exec-second': { container: { image: 'b' } } },
  },
});
