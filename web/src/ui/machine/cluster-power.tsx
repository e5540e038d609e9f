import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClusterView, StartedCluster } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { machineWords } from '../../words/machine-words.ts';
import { May } from '../shell/may.tsx';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { type ClusterPlace, useClusterState } from './use-cluster-state.ts';
import './cluster-power.css';

const words = machineWords.power;

interface ClusterPowerProps extends ClusterPlace {
  /** Below a card among others: nothing is shown of a cluster that runs. */
  readonly brief?: boolean;
}

/** Whether an installation's cluster on this machine runs, with a button to start or stop it. Shows nothing of clusters elsewhere. */
export function ClusterPower({ name, platform, brief = false }: ClusterPowerProps) {
  const power = usePower({ name, platform });
  const { state, start } = power;
  if (state === undefined || (brief && state === 'running' && start.isIdle)) return null;
  return (
    <section className={brief ? 'mla-power' : 'mla-card mla-ready-card'} aria-label={words.label(name)}>
      {!brief && <h2 className="mla-heading">{words.title}</h2>}
      <PowerState state={state} power={power} />
      {state === 'stopped' && (
        <May use="startCluster">
          <StartButton busy={start.isPending} start={() => start.mutate()} />
        </May>
      )}
      {state === 'running' && !brief && (
        <May use="stopCluster">
          <StopButtons busy={power.stop.isPending} stop={() => power.stop.mutate()} />
        </May>
      )}
    </section>
  );
}

type Power = ReturnType<typeof usePower>;

function PowerState({ state, power: { start, stop } }: { state: ClusterView['state']; power: Power }) {
  return (
    <>
      <p role="status">{sayState(state, { isStarting: start.isPending, isStopping: stop.isPending })}</p>
      {start.data !== undefined && state === 'running' && <Started started={start.data} />}
      {start.isError && <ErrorPanel error={start.error} />}
      {stop.isError && <ErrorPanel error={stop.error} />}
    </>
  );
}

function usePower({ name, platform }: ClusterPlace) {
  const state = useClusterState({ name, platform });
  const queryClient = useQueryClient();
  const seeAll = () =>
    Promise.all(
      [['cluster', name], ['state', name], ['installation', name], ['installations']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
  const start = useMutation({ mutationFn: () => call('startCluster', { params: { name } }), onSettled: seeAll });
  const stop = useMutation({ mutationFn: () => call('stopCluster', { params: { name } }), onSettled: seeAll });
  return { state, start, stop };
}

function sayState(
  state: ClusterView['state'],
  { isStarting, isStopping }: { readonly isStarting: boolean; readonly isStopping: boolean },
): string {
  if (isStarting) return words.starting;
  return isStopping ? words.stopping : words.states[state];
}

function StartButton({ busy, start }: { busy: boolean; start: () => void }) {
  return (
    <div>
      <Button isLoading={busy} isDisabled={busy} onClick={start}>
        {words.start}
      </Button>
    </div>
  );
}

/** What is worth knowing after a start. */
function Started({ started: { moved, notReady } }: { started: StartedCluster }) {
  return (
    <>
      {moved && <p>{words.moved}</p>}
      {notReady.length > 0 && (
        <>
          <p>{words.notReady}</p>
          <ul className="mla-next">
            {notReady.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Asks once more: what runs in the cluster ends. */
function StopButtons({ busy, stop }: { busy: boolean; stop: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <div>
        <Button variant="secondary" isLoading={busy} isDisabled={busy} onClick={() => setAsking(true)}>
          {words.stop}
        </Button>
      </div>
    );
  return (
    <div className="mla-stack-tight">
      <p>{words.stopAsk}</p>
      <div className="mla-row">
        <Button
          variant="danger"
          onClick={() => {
            setAsking(false);
            stop();
          }}
        >
          {words.stopYes}
        </Button>
        <Button variant="link" onClick={() => setAsking(false)}>
          {words.stopNo}
        </Button>
      </div>
    </div>
  );
}
