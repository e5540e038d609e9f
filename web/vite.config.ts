import { defineConfig } from 'vite';

/**
 * `npx vite build web` makes web/dist, which the server serves. No inline script or
 * style comes out of it, so that a content security policy without `unsafe-inline` holds.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [{ name: 'no-texts-of-the-server', enforce: 'pre', load: leaveOutErrors }],
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
export const ofTheServer = /\/errors\/catalogue\/(kubeflow|kubernetes|platform|preflight|run)-errors\.ts$/;

/** The first load is 10 kB smaller without texts that no page needs. Errors of the command line never reach a page. */
async function leaveOutErrors(id: string): Promise<string | undefined> {
  if (id.endsWith('/errors/catalogue/cli-errors.ts')) return 'export const cliErrors = {};';
  if (!ofTheServer.test(id)) return undefined;
  const tables = (await import(id)) as Record<string, Record<string, { code: string; kind: string }>>;
  return Object.entries(tables)
    .map(([name, table]) => {
      const known = Object.entries(table).map(([key, { code, kind }]) => [
        key,
        { code, kind, message: '', cause: '', fix: '' },
      ]);
      return `export const ${name} = ${JSON.stringify(Object.fromEntries(known))};`;
    })
    .join('\n');
}
