import { bareCluster } from '../../ui/machine/bare-cluster.ts';
import { MachineReport } from '../../ui/machine/machine-report.tsx';
import type { LaptopTool } from './laptop-page.tsx';
import { laptopWords } from './words.ts';

const words = laptopWords.connection;

/** Nothing to connect to: this machine is the platform, and must have what a cluster needs. */
export function NoConnection({ tool: { id, title } }: { tool: LaptopTool }) {
  return (
    <section className="mla-card mla-stack-tight">
      <h2 className="mla-heading">{title}</h2>
      <p className="mla-soft">{words.body}</p>
      <MachineReport cluster={bareCluster(id)} />
      <p className="mla-soft">
        {words.unattended} <code className="mla-mono">mla create NAME --platform {id}</code>
      </p>
    </section>
  );
}
