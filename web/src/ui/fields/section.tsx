import type { ReactNode } from 'react';

/** Fields that belong together, with a sentence on what they are for. */
export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <fieldset className="mla-card mla-section">
      <legend className="mla-heading">{title}</legend>
      <p className="mla-soft mla-section-lead">{lead}</p>
      {children}
    </fieldset>
  );
}
