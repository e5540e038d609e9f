import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { installationSchema, type InstallationInput } from '../../../src/installation/installation.ts';
import { requestQuery } from '../api/queries.ts';
import { toCommand, toYaml } from '../draft/show-draft.ts';
import { showAsWords } from '../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';
import { PasteYaml } from './paste-yaml.tsx';
import './show-as.css';

/** The wizard's installation as YAML, command and request, following each change of the form. */
export function ShowAs({ replaceWith }: { replaceWith: (installation: InstallationInput) => void }) {
  const { control } = useFormContext<InstallationInput>();
  const draft = useWatch({ control }) as InstallationInput;
  // Typing goes first: the three forms follow when the page is at rest.
  return <ShowInstallation installation={useDeferredValue(draft)} replaceWith={replaceWith} />;
}

const tabs = ['yaml', 'command', 'request'] as const;
type Tab = (typeof tabs)[number];

interface ShowInstallationProps {
  readonly installation: InstallationInput;
  /** Takes an installation that was pasted; without it, pasting is not offered. */
  readonly replaceWith?: (installation: InstallationInput) => void;
}

export function ShowInstallation({ installation, replaceWith }: ShowInstallationProps) {
  const [tab, setTab] = useState<Tab>('yaml');
  const [pasting, setPasting] = useState(false);
  return (
    <section className="mla-show-as mla-card" aria-labelledby="show-as">
      <div className="mla-row mla-spread">
        <h2 id="show-as" className="mla-heading">
          {showAsWords.title}
        </h2>
        {replaceWith !== undefined && (
          <Button variant="link" isInline onClick={() => setPasting(true)}>
            {showAsWords.paste}
          </Button>
        )}
      </div>
      <p className="mla-soft mla-small">{showAsWords.lead}</p>
      <div role="group" aria-label={showAsWords.tabsLabel} className="mla-segments">
        {tabs.map((name) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
            {showAsWords.tabs[name]}
          </button>
        ))}
      </div>
      {tab === 'request' ? <Request installation={installation} /> : <Written installation={installation} as={tab} />}
      {pasting && replaceWith !== undefined && <PasteYaml use={replaceWith} close={() => setPasting(false)} />}
    </section>
  );
}

function Written({ installation, as }: { installation: InstallationInput; as: 'yaml' | 'command' }) {
  const yaml = useQuery({ queryKey: ['yaml', installation], queryFn: () => toYaml(installation), staleTime: Infinity, gcTime: 5000, placeholderData: (before) => before });
  if (yaml.data === undefined) return <p className="mla-soft">{showAsWords.pending}</p>;
  return <CodePanel label={showAsWords.tabs[as]} text={as === 'yaml' ? yaml.data : toCommand(yaml.data)} />;
}

function Request({ installation }: { installation: InstallationInput }) {
  const read = installationSchema.safeParse(installation);
  const fromPlatform = installation.spec.cluster.platform === 'ccp';
  const request = useQuery({ ...requestQuery(read.data ?? ({} as never)), enabled: read.success && fromPlatform });
  if (!fromPlatform) return <p className="mla-soft">{showAsWords.noRequest}</p>;
  if (!read.success) return <p className="mla-soft">{showAsWords.incomplete}</p>;
  if (request.isError) return <p role="alert">{request.error.message}</p>;
  if (request.data === undefined) return <p className="mla-soft">{showAsWords.pending}</p>;
  const { method, url, body } = request.data;
  return <CodePanel label={showAsWords.tabs.request} text={`${method} ${url}\n\n${JSON.stringify(body, null, 2)}`} />;
}
