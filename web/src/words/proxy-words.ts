import { sayCount } from '../../../src/api/say-count.ts';

export const proxyWords = {
  title: 'Proxy',
  body: 'Checks the proxy settings of each node that MLAnywhere has access to, and starts a short-lived test pod that tries the proxy.',
  start: 'Check the proxy',
  again: 'Check again',
  cancel: 'Cancel',
  never: 'Not checked yet.',
  running: 'Checking. You can leave this page: the check continues.',
  last: (bad: number, unknown: number, age: string) =>
    `${bad === 0 ? 'Nothing is missing' : `Something is missing in ${sayCount(bad, 'place')}`}${unknown === 0 ? '' : `, ${unknown} not known`}, ${age}.`,
  wants: (proxies: string) => `The installation wants ${proxies}.`,
  around: (count: number) => `Reached without the proxy: ${sayCount(count, 'entry', 'entries')}.`,
  by: (way: string) => `checked by ${way}`,
  image: (image: string) => `image ${image}`,
  allSet: (count: number) => (count === 1 ? '1 setting is set' : `All ${count} settings are set`),
  settings: { set: 'set', missing: 'missing', different: 'different' },
  through: { proxy: 'through the proxy', direct: 'directly' },
  notWanted: { proxy: 'wanted: through the proxy', direct: 'wanted: directly' },
  states: { good: 'as wanted', bad: 'something is missing', unknown: 'not known', running: 'checking' },
  leftover: (name: string) => `Not deleted: the namespace ${name}. Run \`kubectl delete namespace ${name}\`.`,
  script: {
    title: 'Script for the nodes',
    body: 'For nodes that MLAnywhere does not set: run it on each node as root. `sh proxy.sh look` says what it would change, `sh proxy.sh set` changes it and restarts docker and containerd where needed. Drain the node before.',
    download: 'Download proxy.sh',
  },
} as const;
