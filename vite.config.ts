import { dirname, relative, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** The programs in dist, by name: what `mla` starts, and what it starts in processes of their own. */
const programs: Readonly<Record<string, string>> = {
  main: 'src/cli/main.ts',
  sandbox: 'sandbox/main.ts',
  'simulated-ccp': 'sandbox/ccp/main.ts',
};

/**
 * `npx vite build` makes dist: the sources and their packages, the thousand files
 * that a start would read, as a few. The program starts from there in two thirds of the time;
 * it says and does the same as from the sources, which run as they are.
 */
export default defineConfig({
  root: import.meta.dirname,
  // The folder `public` is the wizard's affair.
  publicDir: false,
  plugins: [keepAddresses(import.meta.dirname), takeHttpAsObject(), leaveOutNativeParts()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node24',
    // A stack trace in a log is to name what failed.
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: programs,
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  // PGlite looks for files of its own beside itself. `pg-native` is nobody's here: pg asks for it in vain.
  ssr: { noExternal: true, external: ['@electric-sql/pglite', 'pg-native'] },
});

/** A module that asks where it lies gets the place of its source, so that the files beside it are found; a program of dist is found in dist. All of dist is one folder below the root. */
function keepAddresses(root: string): Plugin {
  const ownSource = /^(?!.*node_modules).*\/(src|sandbox|scripts)\/.*\.m?[tj]s$/;
  const names = new Map(Object.entries(programs).map(([name, source]) => [resolve(root, source), name]));
  return {
    name: 'keep-addresses',
    transform: {
      filter: { id: ownSource, code: 'import.meta.' },
      handler(code, id) {
        const address = JSON.stringify(`../${relative(root, id).replaceAll('\\', '/')}`);
        const own = code
          .replaceAll(/new URL\((['"])([^'"]+)\1, import\.meta\.url\)/g, (whole, _quote, path: string) => {
            const name = names.get(resolve(dirname(id), path));
            return name === undefined ? whole : `new URL('./${name}.mjs', chunkAddress)`;
          })
          .replaceAll('import.meta.url', 'sourceAddress')
          .replaceAll('import.meta.dirname', 'sourceFolder');
        const head = `import { fileURLToPath as toPath } from 'node:url'; const chunkAddress = import.meta.url, sourceAddress = new URL(${address}, chunkAddress).href, sourceFolder = toPath(new URL('.', sourceAddress));`;
        return { code: `${head}${own}`, map: null };
      },
    },
  };
}

/**
 * `import … from 'node:http'` reads every export of it, and one of them is Node's own undici, which is then loaded: 20 ms
 * of each start, for nothing. Taken as an object, only what is used is read.
 */
function takeHttpAsObject(): Plugin {
  return {
    name: 'take-http-as-object',
    renderChunk: (code) => ({
      code: code.replaceAll(
        /^import (?:(?<whole>[\w$]+)|\* as (?<all>[\w$]+))?(?:, )?(?:\{(?<names>[^}]*)\})? from "(?:node:)?http";$/gm,
        (_, whole?: string, all?: string, names?: string) =>
          [whole ?? all, names === undefined ? undefined : `{${names.replaceAll(' as ', ': ')}}`]
            .filter((taken) => taken !== undefined)
            .map((taken) => `const ${taken} = process.getBuiltinModule('node:http');`)
            .join(' '),
      ),
      map: null,
    }),
  };
}

/** ssh2 tries its optional native parts and goes on without them. They are left out, as npm leaves them unbuilt. */
function leaveOutNativeParts(): Plugin {
  const absent = '\0absent-native-part';
  return {
    name: 'leave-out-native-parts',
    enforce: 'pre',
    resolveId: (id) => (id === 'cpu-features' || id.endsWith('.node') ? absent : null),
    // For a helper program on Windows and a file beside it, neither of which is read.
    transform: {
      filter: { id: /node_modules\/ssh2\/lib\/.*\.js$/ },
      handler: (code) => ({ code: code.replaceAll('__dirname', "'.'"), map: null }),
    },
    load: (id) => (id === absent ? "throw new Error('not part of the bundle'); module.exports = {};" : null),
  };
}
