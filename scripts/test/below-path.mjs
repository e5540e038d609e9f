// @ts-check
// `npm run test:below-path [-- <file> ...]`: the browser tests with every product below /tools/mla/, behind a reverse
// proxy, with login through a company (test/browser/fixtures/reach.fixture.ts). Takes as long as the browser tests do.
process.env['MLA_TEST_BELOW_PATH'] = '1';
if (process.argv.length < 3) process.argv.push('.browser.test.ts');
await import('../test.mjs');
