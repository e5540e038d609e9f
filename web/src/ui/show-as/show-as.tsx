import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { installationSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { requestQuery } from '../../api/queries.ts';
import { platformPages } from '../../platforms/registry.ts';
import { showAsWords } from '../../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';
import { NoForm, ShowTabs } from './show-tabs.tsx';
import { WrittenInstallation } from './written-installation.tsx';

/** Loaded on demand: most people never paste. */
const PasteYaml = lazy(() => import('./paste-yaml.tsx').then((module) => ({ default: module.PasteYaml })));

/** The wizard's installation as YAML, command and request, following each change of the form. */
export function ShowAs({ replaceWith }: { replaceWith: (installation: InstallationInput) => void }) {
  const { control } = useFormContext<InstallationInput>();
  const exists = useSearch({ from: '/new' }).installation !== undefined;
  const draft = useWatch({ control }) as InstallationInput;
  // Typing goes first: the three forms follow when the page is at rest.
  return <ShowInstallation installation={useDeferredValue(draft)} replaceWith={replaceWith} exists={exists} />;
}

interface ShowInstallationProps {
  readonly installation: InstallationInput;
  /** Takes an installation that was pasted; without it, pasting is not offered. */
  readonly replaceWith?: (installation: InstallationInput) => void;
  /** What else the page does, in commands. */
  readonly pageCommands?: string;
  readonly exists?: boolean;
}

/** An installation in its three forms. */
export function ShowInstallation({ installation, replaceWith, pageCommands, exists = false }: ShowInstallationProps) {
  const [pasting, setPasting] = useState(false);
  const hasRequest = platformPages[installation.spec.cluster.platform].request !== undefined;
  const paste = replaceWith !== undefined && (
    <Button variant="link" isInline onClick={() => setPasting(true)}>
      {showAsWords.paste}
    </Button>
  );
  return (
    <>
      <ShowTabs
        action={paste}
        panels={{
          yaml: <WrittenInstallation installation={installation} as="yaml" />,
          command: (
            <WrittenInstallation installation={installation} as="command" pageCommands={pageCommands} exists={exists} />
          ),
          ...(hasRequest && { request: <Request installation={installation} /> }),
        }}
      />
      {pasting && replaceWith !== undefined && (
        <Suspense>
          <PasteYaml use={replaceWith} close={() => setPasting(false)} />
        </Suspense>
      )}
    </>
  );
}

function Request({ installation }: { installation: InstallationInput }) {
  const read = installationSchema.safeParse(installation);
  const request = useQuery({ ...requestQuery(read.data ?? ({} as never)), enabled: read.success });
  if (!read.success) return <NoForm because={showAsWords.incomplete} />;
  if (request.isError) return <p role="alert">{request.error.message}</p>;
  if (request.data === undefined) return <p className="mla-soft">{showAsWords.pending}</p>;
  const { method, url, body } = request.data;
  return <CodePanel label={showAsWords.tabs.request} text={`${method} ${url}\n\n${JSON.stringify(body, null, 2)}`} />;
}
