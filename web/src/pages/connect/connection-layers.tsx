import { Spinner } from '@patternfly/react-core';
import type { ConnectionTest } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { platformPages } from '../../platforms/registry.ts';
import { ExplainedError } from '../../ui/feedback/explained-error.tsx';
import { SimulatedNote } from '../../ui/feedback/simulated-note.tsx';
import { connectWords } from '../../words/connect-words.ts';

/** Each layer of a connection with its time, and cause and fix of the failed layer. */
export function ConnectionLayers({ test, platform }: { test: ConnectionTest | undefined; platform: PlatformId }) {
  const tried = test?.layers ?? [];
  const layers = platformPages[platform].connection?.layers ?? [];
  const notTried = layers.filter((layer) => !tried.some((result) => result.layer === layer));
  return (
    <div className="mla-layers" aria-busy={test === undefined}>
      <p role="status" className="mla-layers-verdict" data-ok={test?.ok}>
        {test === undefined ? (
          <>
            <Spinner size="md" aria-hidden="true" /> {connectWords.testing}
          </>
        ) : test.ok ? (
          connectWords.testedOk
        ) : (
          connectWords.testFailed
        )}
      </p>
      {test?.simulated === true && <SimulatedNote />}
      <ol aria-label={connectWords.layersLabel}>
        {tried.map((result) => (
          <li key={result.layer} data-ok={result.ok}>
            <span className="mla-layer-mark" aria-hidden="true">
              {result.ok ? '✓' : '✕'}
            </span>
            <span className="mla-layer-name">
              {connectWords.layers[result.layer]}
              <span className="pf-v6-screen-reader"> {result.ok ? connectWords.ok : connectWords.failed}</span>
            </span>
            <span className="mla-soft mla-small mla-layer-time">{connectWords.milliseconds(result.milliseconds)}</span>
            {result.error === undefined && <span className="mla-soft mla-small mla-layer-detail">{result.detail}</span>}
            {result.error !== undefined && (
              <div className="mla-layer-error">
                <ExplainedError error={result.error} />
              </div>
            )}
          </li>
        ))}
        {notTried.map((layer) => (
          <li key={layer} data-ok="open">
            <span className="mla-layer-mark" aria-hidden="true" />
            <span className="mla-layer-name mla-soft">{connectWords.layers[layer]}</span>
            <span className="mla-soft mla-small mla-layer-time">
              {test === undefined ? '' : connectWords.notReached}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
