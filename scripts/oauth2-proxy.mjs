// Builds OAuth2 Proxy, which Kubeflow's gateway asks, for the tests of logins (test/login-rig).
import { fileURLToPath } from 'node:url';
import { buildGoProgram, checkGoFor, exists, goProgramFile } from './go-program.mjs';

const oauth2Proxy = {
  name: 'oauth2-proxy',
  source: fileURLToPath(new URL('../test/login-rig/oauth2-proxy/', import.meta.url)),
  files: ['go.mod', 'go.sum'],
  package: 'github.com/oauth2-proxy/oauth2-proxy/v7',
  flags: ['-buildvcs=false', '-trimpath', '-ldflags', '-s -w'],
};

/** The path of the built program, or undefined when it has not been built. */
export async function findOauth2Proxy(env = process.env) {
  const file = await goProgramFile(oauth2Proxy, env);
  return (await exists(file)) ? file : undefined;
}

/**
 * The path of the program, built first when it is not there.
 * @returns {Promise<string | undefined>} undefined when there is neither the program nor a fitting Go
 */
export async function ensureOauth2Proxy({ log = console.log, env = process.env } = {}) {
  const target = await goProgramFile(oauth2Proxy, env);
  if (await exists(target)) return target;
  if (!(await checkGoFor(oauth2Proxy.source, env)).enough) return undefined;
  log('Building OAuth2 Proxy from source, for the tests of logins: once on this machine, one to three minutes.');
  await buildGoProgram(oauth2Proxy, { target, env });
  return target;
}
