import { Button } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/api.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { saveFile } from '../../ui/show-as/save-file.ts';
import { readyWords } from '../../words/ready-words.ts';
import { mergeCommand } from './merge-command.ts';

const words = readyWords.kubeconfig;

/** The cluster's kubeconfig: loaded on request, never shown on the page. */
export function Kubeconfig({ name }: { name: string }) {
  const file = `${name}.kubeconfig`;
  const download = useMutation({
    mutationFn: () => call('getKubeconfig', { params: { name } }),
    gcTime: 0,
    onSuccess: ({ kubeconfig }) => {
      saveFile(file, kubeconfig, 'application/yaml');
      download.reset();
    },
  });
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="kubeconfig">
      <h2 id="kubeconfig" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.body}</p>
      {download.isError && <ErrorPanel error={download.error} />}
      <div>
        <Button isLoading={download.isPending} onClick={() => download.mutate()}>
          {words.download}
        </Button>
      </div>
      <Command title={words.add} text={`mla kubeconfig ${name} --merge`} />
      <Command
        title={words.lesser}
        text={`mla kubeconfig ${name} --namespace NAMESPACE --lifetime 24h --output colleague.kubeconfig`}
      />
      <details>
        <summary>{readyWords.withoutMla}</summary>
        <div className="mla-stack-tight">
          <Command title={words.merge} text={mergeCommand(file)} />
          <Command title={words.try} text={`kubectl --kubeconfig ${file} get nodes`} />
        </div>
      </details>
    </section>
  );
}

function Command({ title, text }: { title: string; text: string }) {
  return (
    <div className="mla-stack-tight">
      <p className="mla-small">{title}</p>
      <CodePanel label={title} text={text} />
    </div>
  );
}
