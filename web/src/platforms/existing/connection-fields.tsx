import { PlainField } from '../../ui/fields/plain-field.tsx';
import type { ConnectionFieldsProps } from '../platform-page.ts';
import type { ExistingConnection } from './existing-page.tsx';
import { existingWords } from './words.ts';

const words = existingWords.connection;

/** A cluster that is there already: its kubeconfig, pasted or from a file. One that runs a program is named in a terminal only, by who owns the server. */
export function KubeconfigFields({ values, problems, change }: ConnectionFieldsProps<ExistingConnection>) {
  return (
    <>
      <PlainField
        id="connection-kubeconfig"
        label={words.kubeconfig}
        hint={words.kubeconfigHint}
        rows={7}
        value={values.kubeconfig}
        error={problems['kubeconfig']}
        change={(kubeconfig) => change({ kubeconfig })}
      />
      <label className="mla-file">
        <span>{words.kubeconfigFile}</span>
        <input
          type="file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) void readText(file).then((kubeconfig) => change({ kubeconfig }));
          }}
        />
      </label>
      <p className="mla-soft mla-small">
        {words.kubeconfigProgram} <code className="mla-mono">{words.kubeconfigCommand}</code>
      </p>
      <div className="mla-columns">
        <PlainField
          id="connection-context"
          label={words.context}
          hint={words.contextHint}
          value={values.context}
          change={(context) => change({ context })}
        />
      </div>
    </>
  );
}

/** Windows PowerShell writes UTF-16 where one redirects what kubectl prints. */
async function readText(file: File): Promise<string> {
  const { decodeYaml } = await import('../../../../src/yaml.ts');
  return decodeYaml(new Uint8Array(await file.arrayBuffer()));
}
