import type { ConnectionView } from '../../../../src/api/contract.ts';
import type { PageForms } from '../../ui/show-as/show-page.tsx';
import { showAsWords } from '../../words/show-as-words.ts';
import { toConnectionCommand } from './connection-command.ts';
import { withScheme, type ConnectionDraft } from './connection-draft.ts';

const { comments, none } = showAsWords;
/** A name of the schema is a word of YAML and of the shell as it is; this one is not typed to its end yet. */
const isName = /^[a-z0-9-]+$/;

/** A connection that is being typed, without this page. */
export function formsOfDraft(draft: ConnectionDraft): PageForms {
  return {
    yaml: { text: yamlNaming(draft.platform, isName.test(draft.name) ? draft.name : '<name>') },
    command: { text: toConnectionCommand(draft) },
    request:
      draft.platform === 'ccp'
        ? { text: loginRequest(withScheme(draft.address.trim()), draft.username) }
        : { none: none.requestOfConnection },
  };
}

/** The choice among saved connections, without this page. */
export function formsOfSaved(platform: 'ccp' | 'existing', chosen: ConnectionView | undefined): PageForms {
  const list = `# ${comments.savedConnections}\nmla connection list`;
  return {
    yaml: { text: yamlNaming(platform, chosen?.name ?? '<name>') },
    command: {
      text: chosen === undefined ? list : `${list}\n\n# ${comments.testSaved}\nmla connection test ${chosen.name}`,
    },
    request: requestOfSaved(platform, chosen),
  };
}

function requestOfSaved(platform: 'ccp' | 'existing', chosen: ConnectionView | undefined): PageForms['request'] {
  if (platform === 'existing') return { none: none.requestOfConnection };
  return chosen === undefined
    ? { none: none.requestOfChoice }
    : { text: loginRequest(chosen.address, chosen.username ?? '') };
}

function yamlNaming(platform: 'ccp' | 'existing', name: string): string {
  return `${comments.connectionInYaml.map((line) => `# ${line}`).join('\n')}\nspec:\n  cluster:\n    platform: ${platform}\n    connection: ${name}`;
}

/** What signs in to CCP. The password is a placeholder, whatever was typed. */
function loginRequest(address: string, username: string): string {
  const body = JSON.stringify({ username: username === '' ? '<user>' : username, password: '<password>' }, null, 2);
  return `POST ${address === '' ? '<address>' : address.replace(/\/+$/, '')}/v3/system/login\n\n${body}`;
}
