import { PlainField } from '../../ui/fields/plain-field.tsx';
import { connectWords } from '../../words/connect-words.ts';
import type { ConnectionDraft } from './connection-draft.ts';

interface KubeconfigFieldsProps {
  readonly draft: ConnectionDraft;
  readonly problem: string | undefined;
  readonly change: (part: Partial<ConnectionDraft>) => void;
}

/** A cluster that is there already: its kubeconfig, pasted or from a file. One that runs a program is named in a terminal only, by who owns the server. */
export function KubeconfigFields({ draft, problem, change }: KubeconfigFieldsProps) {
  return (
    <>
      <PlainField
        id="connection-kubeconfig"
        label={connectWords.kubeconfig}
        hint={connectWords.kubeconfigHint}
        rows={7}
        value={draft.kubeconfig}
        error={problem}
        change={(kubeconfig) => change({ kubeconfig })}
      />
      <label className="mla-file">
        <span>{connectWords.kubeconfigFile}</span>
        <input
          type="file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) void readText(file).then((kubeconfig) => change({ kubeconfig }));
          }}
        />
      </label>
      <p className="mla-soft mla-small">
        {connectWords.kubeconfigProgram} <code className="mla-mono">{connectWords.kubeconfigCommand}</code>
      </p>
      <div className="mla-columns">
        <PlainField
          id="connection-context"
          label={connectWords.context}
          hint={connectWords.contextHint}
          value={draft.context}
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
