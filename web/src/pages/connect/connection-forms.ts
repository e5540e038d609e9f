import type { ConnectionView } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { platformPages } from '../../platforms/registry.ts';
import type { PageForms } from '../../ui/show-as/show-page.tsx';
import { showAsWords } from '../../words/show-as-words.ts';
import { toConnectionCommand } from './connection-command.ts';
import { inputOf, type ConnectionDraft } from './connection-draft.ts';

const { comments, none } = showAsWords;
/** A name of the schema is a word of YAML and of the shell as it is; this one is not typed to its end yet. */
const isName = /^[a-z0-9-]+$/;

/** A connection that is being typed, without this page. */
export function formsOfDraft(draft: ConnectionDraft): PageForms {
  return {
    yaml: { text: yamlNaming(draft.platform, isName.test(draft.name) ? draft.name : '<name>') },
    command: { text: toConnectionCommand(draft) },
    ...withRequest(requestOf(draft.platform, inputOf(draft))),
  };
}

/** The choice among saved connections, without this page. */
export function formsOfSaved(platform: PlatformId, chosen: ConnectionView | undefined): PageForms {
  const list = `# ${comments.savedConnections}\nmla connection list`;
  return {
    yaml: { text: yamlNaming(platform, chosen?.name ?? '<name>') },
    command: {
      text: chosen === undefined ? list : `${list}\n\n# ${comments.testSaved}\nmla connection test ${chosen.name}`,
    },
    ...withRequest(requestOf(platform, chosen)),
  };
}

function withRequest(request: PageForms['request']): Pick<PageForms, 'request'> {
  return request === undefined ? {} : { request };
}

/** What signs in to the platform, where something like it is sent. */
function requestOf(
  platform: PlatformId,
  given: Partial<Pick<ConnectionView, 'address' | 'username'>> | undefined,
): PageForms['request'] {
  const { connection } = platformPages[platform];
  if (connection?.loginRequest === undefined) return undefined;
  return given === undefined ? { none: none.requestOfChoice } : { text: connection.loginRequest(given) };
}

function yamlNaming(platform: PlatformId, name: string): string {
  return `${comments.connectionInYaml.map((line) => `# ${line}`).join('\n')}\nspec:\n  cluster:\n    platform: ${platform}\n    connection: ${name}`;
}
