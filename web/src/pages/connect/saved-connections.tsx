import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectionView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { connectionsQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { SimulatedTag } from '../../ui/feedback/simulated-note.tsx';
import { May } from '../../ui/shell/may.tsx';
import { connectWords } from '../../words/connect-words.ts';

interface SavedConnectionsProps {
  readonly connections: readonly ConnectionView[];
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
  readonly another: boolean;
  /** Left out for whoever may save none. */
  readonly chooseAnother?: (() => void) | undefined;
}

/** Connections of earlier days, to be used again. */
export function SavedConnections({ connections, chosen, choose, another, chooseAnother }: SavedConnectionsProps) {
  const queryClient = useQueryClient();
  const forget = useMutation({
    mutationFn: (name: string) => call('removeConnection', { params: { name } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <fieldset className="mla-card mla-stack-tight">
      <legend className="mla-legend mla-heading">{connectWords.saved}</legend>
      <p className="mla-soft mla-small">{connectWords.savedHint}</p>
      {forget.isError && <ErrorPanel error={forget.error} />}
      {connections.map((connection) => (
        <div key={connection.name} className="mla-connection">
          <label className="mla-pick">
            <input
              type="radio"
              name="connection"
              checked={connection.name === chosen}
              onChange={() => choose(connection.name)}
            />
            <span>
              <strong>{connection.name}</strong>
              <span className="mla-soft"> {connection.address}</span>
              {connection.username !== undefined && <span className="mla-soft"> · {connection.username}</span>}
              {connection.proxy !== undefined && (
                <span className="mla-soft"> · {connectWords.reachedBy(connection.proxy)}</span>
              )}
              {connection.authorities !== undefined && (
                <span className="mla-soft"> · {connectWords.trusts(connection.authorities.join(', '))}</span>
              )}
              {connection.simulated === true && <SimulatedTag />}
              {connection.ordinarySecret === true && (
                <span className="mla-warning-mark"> · {connectWords.ordinarySecret}</span>
              )}
              {connection.trust.mode === 'insecure' && (
                <span className="mla-warning-mark"> · {connectWords.trust.insecure}</span>
              )}
            </span>
          </label>
          <May use="removeConnection">
            <ForgetButtons
              name={connection.name}
              busy={forget.isPending}
              forget={() => forget.mutate(connection.name)}
            />
          </May>
        </div>
      ))}
      {chooseAnother !== undefined && (
        <label className="mla-pick">
          <input type="radio" name="connection" checked={another} onChange={chooseAnother} />
          <span>{connectWords.another}</span>
        </label>
      )}
    </fieldset>
  );
}

/** Asks once more: the credentials are gone afterwards. */
function ForgetButtons({ name, busy, forget }: { name: string; busy: boolean; forget: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button
        variant="link"
        size="sm"
        aria-label={connectWords.forget(name)}
        isDisabled={busy}
        onClick={() => setAsking(true)}
      >
        ✕
      </Button>
    );
  }
  return (
    <span className="mla-row">
      <Button variant="danger" size="sm" isDisabled={busy} onClick={forget}>
        {connectWords.forgetYes(name)}
      </Button>
      <Button variant="link" size="sm" onClick={() => setAsking(false)}>
        {connectWords.forgetNo}
      </Button>
    </span>
  );
}
