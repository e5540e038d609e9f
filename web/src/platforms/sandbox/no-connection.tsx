import { sandboxWords } from './words.ts';

const words = sandboxWords.connection;

/** Nothing to connect to: this machine is the platform. */
export function NoConnection() {
  return (
    <section className="mla-card mla-stack-tight">
      <h2 className="mla-heading">{words.title}</h2>
      <p className="mla-soft">{words.body}</p>
      <p className="mla-soft">
        {words.unattended} <code className="mla-mono">mla demo</code>
      </p>
    </section>
  );
}
