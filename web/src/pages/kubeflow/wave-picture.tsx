import { useMemo } from 'react';
import type { PlanView } from '../../../../src/api/contract.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';
import { drawWaves, type WaveColumn } from './wave-columns.ts';
import './wave-picture.css';

const words = kubeflowWords.waves;
/** More than these are folded up. */
const mostGates = 2;

/** How the plan will be installed: its waves from left to right, in each the components, before each the gates. A list of lists for those who do not see it. */
export function WavePicture({ plan }: { plan: PlanView }) {
  const columns = useMemo(() => drawWaves(plan), [plan]);
  return (
    <details className="mla-waves">
      <summary>{words.title}</summary>
      <p className="mla-soft mla-small">{words.lead}</p>
      <div className="mla-waves-frame" tabIndex={0} role="group" aria-label={words.title}>
        <ol>
          {columns.map((column) => (
            <Wave key={column.wave} column={column} />
          ))}
        </ol>
      </div>
    </details>
  );
}

function Gates({ gates }: { gates: readonly string[] }) {
  return (
    <ul aria-label={words.gates} className="mla-wave-gates">
      {gates.map((gate) => (
        <li key={gate}>{gate}</li>
      ))}
    </ul>
  );
}

function Wave({ column: { wave, objects, components, gates } }: { column: WaveColumn }) {
  return (
    <li className="mla-wave">
      <p className="mla-wave-head">
        <strong>{words.wave(wave + 1)}</strong> <span className="mla-soft mla-small">{words.objects(objects)}</span>
      </p>
      {gates.length > mostGates ? (
        <details>
          <summary>{words.manyGates(gates.length)}</summary>
          <Gates gates={gates} />
        </details>
      ) : (
        gates.length > 0 && <Gates gates={gates} />
      )}
      <ul aria-label={words.components} className="mla-wave-components">
        {components.map(({ name, title, objects: count }) => (
          <li key={name}>
            {title} <span className="mla-soft">{count}</span>
            <span className="pf-v6-screen-reader"> {words.noun(count)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
