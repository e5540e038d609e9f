import type { ReactNode } from 'react';
import { fieldId } from './field-id.ts';

interface SectionProps {
  readonly title: string;
  readonly lead: string;
  /** Of the part of the installation that it holds: where a link goes to a field that has no control of its own. */
  readonly path?: string;
  readonly children: ReactNode;
}

/** Fields that belong together, with a sentence on what they are for. */
export function Section({ title, lead, path, children }: SectionProps) {
  return (
    <fieldset {...(path !== undefined && { id: fieldId(path), tabIndex: -1 })} className="mla-card mla-section">
      <legend className="mla-heading">{title}</legend>
      <p className="mla-soft mla-section-lead">{lead}</p>
      {children}
    </fieldset>
  );
}
