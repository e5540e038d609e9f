import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../cli/output/exit-codes.ts';
import { httpStatus } from '../server/http/http-status.ts';
import { makeError } from './error.ts';
import { errorDefinitions, errorKeys, type ErrorKey } from './registry.ts';

const root = join(import.meta.dirname, '../..');
const page = join(root, 'docs/errors.md');
const codeOf = (key: ErrorKey): string => errorDefinitions[key].code;
const codes = errorKeys.map(codeOf);

/** What each `<AREA>` of the codes is about. */
const areas: Readonly<Record<string, string>> = {
  GENERAL: 'Anything',
  INSTALLATION: 'The file or form that describes an installation',
  KUBERNETES: 'A cluster’s API, and kubeconfigs',
  KUBEFLOW: 'Releases, plans, and what Kubeflow’s workloads wait for',
  ACCESS: 'Reaching Kubeflow from your machine',
  LOGIN: 'Logging in to Kubeflow',
  NODE: 'The nodes of a cluster, and their proxy',
  PROXY: 'Proxy checks',
  EXPOSE: 'Reaching Kubeflow from the network',
  CONNECTOR: 'External login services',
  UNINSTALL: 'Removing Kubeflow',
  UPGRADE: 'Upgrades to another release',
  USER: 'Users of Kubeflow and their profiles',
  PIPELINES: 'Kubeflow Pipelines',
  VERIFY: 'Checks of a running Kubeflow',
  DEMO: 'The demo content',
  PLATFORM: 'Where clusters come from',
  CCP: 'Cisco Container Platform',
  PREFLIGHT: 'Checks before an installation',
  OIDC: 'Login through an OpenID provider',
  PEOPLE: 'People, roles, sessions and API tokens',
  RUN: 'Runs and the store',
  SERVER: 'The server and its HTTP API',
  CLI: 'The command line',
  SANDBOX: 'The sandbox on this machine',
  LAPTOP: 'Clusters on this machine, with kind, k3d or minikube',
};

const areaOf = (code: string): string => code.split('-')[1] ?? '';
/** Names in angle brackets would vanish from a page that is shown as HTML. */
const shown = (text: string): string => text.replaceAll('<', '&lt;');

function printError(key: ErrorKey): string {
  const { code, kind, message, cause, fix } = errorDefinitions[key];
  const error = makeError(key, {});
  return [
    `### ${code}`,
    '',
    `**${shown(message)}**`,
    '',
    `- Likely cause: ${shown(cause)}`,
    `- What to do: ${shown(fix)}`,
    `- Kind: ${kind} · exit code ${exitCodeOf(error.kind)} · HTTP ${httpStatus(error)}`,
  ].join('\n');
}

/** The page as the registry has it. `UPDATE_DOCS=1 npx vitest run src/errors/errors-document.test.ts` writes it. */
function printPage(): string {
  const sections = [...Map.groupBy(errorKeys, (key) => areaOf(codeOf(key)))].map(
    ([area, members]) => `## ${areas[area] ?? area}\n\n${members.map(printError).join('\n\n')}`,
  );
  return `# Errors

All ${codes.length} errors of MLAnywhere. The page, the terminal, \`--json\` output and API answers use the same code and the same words.
\`{name}\` stands for what the error is about. A command that ends with an error has its exit code; an API answer has its HTTP status.

${sections.join('\n\n')}
`;
}

describe('docs/errors.md', () => {
  test('says what the registry says, with the exit code and the HTTP status that really come', async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, printPage());
    expect(await readFile(page, 'utf8')).toBe(printPage());
  });

  test('has each code of the registry once, and no other', async () => {
    const headings = [...(await readFile(page, 'utf8')).matchAll(/^### (.+)$/gm)].map(([, code]) => code);
    expect(headings).toHaveLength(codes.length);
    expect(new Set(headings)).toEqual(new Set(codes));
  });

  test('has words for every area', () => {
    expect(codes.map(areaOf).filter((area) => !(area in areas))).toEqual([]);
  });
});

describe('every error', () => {
  test('says what happened, why and what to do, in whole sentences', () => {
    const unfinished = errorKeys.flatMap((key) => {
      const { code, message, cause, fix } = errorDefinitions[key];
      return [message, cause, fix]
        .filter((text) => !text.startsWith('etcd ') && !/^[\p{Lu}{`“/].*[.:}]$/su.test(text))
        .map((text) => `${code}: ${text}`);
    });
    expect(unfinished).toEqual([]);
  });

  test('names only pages of the documentation that are there', () => {
    const named = errorKeys.flatMap((key) =>
      [...`${errorDefinitions[key].cause} ${errorDefinitions[key].fix}`.matchAll(/docs\/[\w/-]+\.md/g)].map(
        ([path]) => path,
      ),
    );
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
