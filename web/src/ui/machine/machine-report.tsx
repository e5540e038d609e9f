import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import type { MachinePart } from '../../../../src/api/contract.ts';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { machineQuery } from '../../api/queries.ts';
import { machineWords as words } from '../../words/machine-words.ts';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { ExplainedError } from '../feedback/explained-error.tsx';
import { OtherClusters } from './other-clusters.tsx';
import { partTitle } from './part-title.ts';
import { ToolDownload } from './tool-download.tsx';
import './machine-report.css';

type Cluster = InstallationInput['spec']['cluster'];

/** What this machine has of what a cluster needs, part by part, with the command for what is missing. */
export function MachineReport({ cluster }: { cluster: Cluster }) {
  const { data, error, isFetching, refetch } = useQuery(machineQuery(cluster));
  return (
    <div className="mla-machine mla-stack-tight" aria-busy={isFetching}>
      <p role="status" className="mla-machine-verdict" data-ready={data?.ready}>
        {data === undefined ? (
          error === null && (
            <>
              <Spinner size="md" aria-hidden="true" /> {words.looking}
            </>
          )
        ) : (
          <>{data.ready ? words.verdict.ready : words.verdict.missing}</>
        )}
      </p>
      {error !== null && <ErrorPanel error={error} />}
      {data !== undefined && (
        <ul aria-label={words.listLabel} className="mla-machine-parts">
          {data.parts.map((part) => (
            <Part key={part.part} part={part} platform={cluster.platform} />
          ))}
        </ul>
      )}
      {data !== undefined && data.others.length > 0 && <OtherClusters others={data.others} />}
      <div>
        <Button variant="secondary" isLoading={isFetching} isDisabled={isFetching} onClick={() => void refetch()}>
          {words.again}
        </Button>
      </div>
    </div>
  );
}

interface PartProps {
  readonly part: MachinePart;
  readonly platform: PlatformId;
}

const marks: Readonly<Record<MachinePart['state'], string>> = { found: '✓', short: '!', missing: '✕' };

function Part({ part: { part, state, found, error, download }, platform }: PartProps) {
  return (
    <li data-state={state}>
      <span className="mla-machine-mark" aria-hidden="true">
        {marks[state]}
      </span>
      <span>
        {partTitle(part, platform)}
        <span className="pf-v6-screen-reader"> {words.states[state]}</span>
      </span>
      <span className="mla-soft mla-small mla-machine-found">{found}</span>
      {error !== undefined && (
        <div className="mla-machine-why">
          <ExplainedError error={error}>
            {download !== undefined && <ToolDownload platform={platform} download={download} />}
          </ExplainedError>
        </div>
      )}
    </li>
  );
}
