import { readFile } from 'node:fs/promises';
import { defineConfig } from 'vite';

/**
 * `npx vite build web` makes web/dist, which the server serves. No inline script or
 * style comes out of it, so that a content security policy without `unsafe-inline` holds.
 */
export default defineConfig({
  root: import.meta.dirname,
  // By their place beside the page: the server writes the path before them, so one build serves any path.
  base: './',
  plugins: [{ name: 'no-texts-of-the-server', enforce: 'pre', load: leaveOut }],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset is a data: address, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      // Libraries mark files for server components, which are not used here.
      onLog: (level, log, tell) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log);
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:5000' } },
});

/** Catalogues whose errors no page makes itself (a test holds it): those that come from the server bring their texts. */
export const ofTheServer =
  /\/(errors\/catalogue\/(access|connector|demo-content|expose|general|kubeconfig|kubeflow|kubernetes|login|nodes\/[a-z]+|people\/[a-z]+|pipelines|platform|preflight|run|server|uninstall|upgrade|user|verify)-errors|platforms\/[a-z0-9]+\/definition\/errors)\.ts$/;

/** Errors of those catalogues that a page makes itself: they keep their texts. */
export const madeByPages: readonly string[] = [
  'server.noAnswer',
  'server.answerNotUnderstood',
  'expose.solverUnreadable',
  'general.unforeseen',
  'general.cancelled',
];

/** Routes and the fields of an installation are described for the OpenAPI document and the docs, which no page writes. */
const described = /\/src\/(api\/contract|installation|platforms\/[a-z0-9]+\/definition)\/(.*\/)?[a-z0-9-]+\.ts$/;
/** Routes that no page asks (a test holds it): they would be in the first load. */
export const notAsked: readonly string[] = [
  'addRelease',
  'collectSupportBundle',
  'createBackup',
  'createLoginLink',
  'explainConnectionWay',
  'exportRelease',
  'getAccess',
  'getReleaseFetch',
  'keepGivenSecret',
  'removeRelease',
  'testSavedConnection',
  'trustNode',
];
const notAskedRoutes = new RegExp(`^  (${notAsked.join('|')}): \\{\\n[^]*?^  \\},\\n`, 'gm');
/** Flags of the command line, whose texts and examples no page shows. */
const flagged = /\/src\/platforms\/([a-z0-9]+\/definition\/[a-z0-9-]+|proxy-fields)\.ts$/;
const flagTexts = /\b(text|example): '(?:[^'\\]|\\.)*'/g;
const descriptions = /\b(summary|description|placeholder):\s*('(?:[^'\\]|\\.)*'|`[^`]*`),?/g;
/** The server checks what a request holds. Only forms about people read such a part themselves (a test holds it). */
const bodied = /\/src\/api\/contract\/[a-z0-9-]+\.ts$/;
/** A property of a route, with the lines below it that are deeper or close it. */
const bodies = /^ {4}body: .*\n(?:(?: {5,}| {4}[)\]}]).*\n)*/gm;
const emptyMeta = /\.meta\(\{\s*\}\)/g;

/** A file as the pages need it; undefined for a file that they need as it is. */
async function leaveOut(id: string): Promise<string | undefined> {
  const errors = await leaveOutErrors(id);
  if (errors !== undefined || !(described.test(id) || flagged.test(id))) return errors;
  const text = withoutBodies(id, await readFile(id, 'utf8'))
    .replaceAll(notAskedRoutes, '')
    .replaceAll(descriptions, '')
    .replaceAll(emptyMeta, '');
  return flagged.test(id) ? text.replaceAll(flagTexts, "$1: ''") : text;
}

/** A file of the contract without the bodies of requests. */
export function withoutBodies(id: string, text: string): string {
  return bodied.test(id) ? text.replaceAll(bodies, '') : text;
}

/** `kubernetes.` of `kubernetes.unauthorized`. */
const roomOf = (key: string): string => key.slice(0, key.indexOf('.') + 1);

/** `MLA-KUBERNETES-` of `MLA-KUBERNETES-004`; nothing where the room says it already, as in most. */
function areaOf(code: string, room: string): string {
  const area = code.slice(0, -3);
  return area === `MLA-${room.slice(0, -1).toUpperCase()}-` ? '' : area;
}

/** The first load is 10 kB smaller without texts that no page needs. Errors of the command line never reach a page. */
export async function leaveOutErrors(id: string): Promise<string | undefined> {
  if (id.endsWith('/errors/catalogue/cli-errors.ts')) return 'export const cliErrors = {};';
  if (!ofTheServer.test(id)) return undefined;
  const tables = (await import(id)) as Record<string, Record<string, { code: string; kind: string; retry?: string }>>;
  return Object.entries(tables)
    .map(([name, table]) => {
      const all = Object.entries(table);
      const whole = Object.fromEntries(all.filter(([key]) => madeByPages.includes(key)));
      const others = all.filter(([key]) => !madeByPages.includes(key));
      // Grouped, so that what many have in common is written once: a third less after compression.
      const areas = [...Map.groupBy(others, ([key, { code }]) => `${roomOf(key)} ${areaOf(code, roomOf(key))}`)].map(
        ([area, errors]) => [
          area,
          [...Map.groupBy(errors, ([, { kind, retry = '' }]) => `${kind} ${retry}`)].map(([shared, members]) => [
            shared,
            members.map(([key, { code }]) => `${key.slice(roomOf(key).length)} ${code.slice(-3)}`).join(),
          ]),
        ],
      );
      return `export const ${name} = { ...${JSON.stringify(whole)}, ...Object.fromEntries(${JSON.stringify(areas)}.flatMap(([area, groups]) => {
  const [room, named] = area.split(' ');
  return groups.flatMap(([shared, members]) => {
    const [kind, retry] = shared.split(' ');
    return members.split(',').map((member) => {
      const [key, number] = member.split(' ');
      const code = (named || 'MLA-' + room.slice(0, -1).toUpperCase() + '-') + number;
      return [room + key, { code, kind, ...(retry && { retry }), message: '', cause: '', fix: '' }];
    });
  });
})) };`;
    })
    .join('\n');
}
