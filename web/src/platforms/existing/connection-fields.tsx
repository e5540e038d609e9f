import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';
import { serviceAccountScript } from '../../../../src/platforms/existing/definition/service-account-script.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { ProxyDetails } from '../proxy-details.tsx';
import type { ConnectionFieldsProps } from '../platform-page.ts';
import type { ExistingConnection } from './existing-page.tsx';
import { readContexts } from './read-contexts.ts';
import { existingWords } from './field-words.ts';
import './connection-fields.css';

const words = existingWords.connection;

/** A cluster that is there already: its kubeconfig, dropped, pasted or from a file. One that runs a program is named in a terminal only, by who owns the server. */
export function KubeconfigFields({ values, problems, change }: ConnectionFieldsProps<ExistingConnection>) {
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file !== undefined) void readText(file).then((kubeconfig) => change({ kubeconfig, context: '' }));
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  return (
    <>
      <div
        className="mla-drop"
        data-over={over}
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event);
          take(event.dataTransfer.files[0]);
        }}
      >
        <label className="mla-file">
          <strong>{words.kubeconfigDrop}</strong>
          <input type="file" aria-label={words.kubeconfigFile} onChange={(event) => take(event.target.files?.[0])} />
        </label>
        <PlainField
          id="connection-kubeconfig"
          label={words.kubeconfig}
          hint={words.kubeconfigHint}
          rows={7}
          value={values.kubeconfig}
          error={problems['kubeconfig']}
          change={(kubeconfig) => change({ kubeconfig })}
        />
      </div>
      <details>
        <summary className="mla-small">{words.program}</summary>
        <div className="mla-stack-tight mla-small mla-program">
          <p>{words.programScript}</p>
          <CodePanel label={words.programScriptTitle} text={serviceAccountScript()} />
          <p>
            {words.programCommand} <code className="mla-mono">{words.kubeconfigCommand}</code>
          </p>
        </div>
      </details>
      <ContextChoice values={values} change={change} />
      <ProxyDetails values={values} problems={problems} change={change} />
    </>
  );
}

/** The contexts that the kubeconfig names. Before there is one, there is nothing to choose. */
function ContextChoice({
  values: { kubeconfig, context },
  change,
}: Omit<ConnectionFieldsProps<ExistingConnection>, 'problems'>) {
  const contexts = useQuery({
    queryKey: ['kubeconfig-contexts', kubeconfig],
    queryFn: () => readContexts(kubeconfig),
    staleTime: Infinity,
    // It holds a secret: gone as soon as nobody looks at it.
    gcTime: 0,
  });
  const { names = [], current } = contexts.data ?? {};
  if (names.length === 0 && context === '') return null;
  const id = 'connection-context';
  return (
    <FormGroup label={words.context} fieldId={id}>
      <FormSelect id={id} value={context} onChange={(_, chosen) => change({ context: chosen })}>
        <FormSelectOption value="" label={words.currentContext(current)} />
        {[...new Set([...names, ...(context === '' ? [] : [context])])].map((name) => (
          <FormSelectOption key={name} value={name} label={name} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}

/** Windows PowerShell writes UTF-16 where one redirects what kubectl prints. */
async function readText(file: File): Promise<string> {
  const { decodeYaml } = await import('../../../../src/yaml.ts');
  return decodeYaml(new Uint8Array(await file.arrayBuffer()));
}
