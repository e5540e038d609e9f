import type { OtherCluster } from '../../../../src/api/contract.ts';
import { machineWords } from '../../words/machine-words.ts';
import { CodePanel } from '../show-as/code-panel.tsx';

const words = machineWords.others;

/** Clusters that the user created with the tool, each with the commands that save a connection to it. */
export function OtherClusters({ others }: { others: readonly OtherCluster[] }) {
  return (
    <section className="mla-stack-tight" aria-label={words.title}>
      <h3 className="mla-list-title">{words.title}</h3>
      <p className="mla-small mla-soft">{words.lead}</p>
      <ul className="mla-machine-others mla-stack-tight">
        {others.map(({ name, running, commands }) => (
          <li key={name} className="mla-stack-tight">
            <span>
              <strong>{name}</strong>
              {!running && <span className="mla-soft"> ({words.stopped})</span>}
            </span>
            <CodePanel label={words.commands(name)} text={commands.join('\n')} />
          </li>
        ))}
      </ul>
    </section>
  );
}
