import { useState, type ReactNode } from 'react';
import { showAsWords } from '../../words/show-as-words.ts';
import './show-as.css';

const tabs = ['yaml', 'command', 'request'] as const;
export type ShowTab = (typeof tabs)[number];

interface ShowTabsProps {
  /** The content of each tab. A format that the page does not have has no tab. */
  readonly panels: Readonly<Partial<Record<ShowTab, ReactNode>>>;
  /** The tab that is open at first. */
  readonly start?: ShowTab;
  /** Beside the title. */
  readonly action?: ReactNode;
}

/** “Show as”: the same thing as YAML, command and request to the platform, as far as there is a form of it. */
export function ShowTabs({ panels, start = 'yaml', action }: ShowTabsProps) {
  const [chosen, setTab] = useState<ShowTab>(start);
  const present = tabs.filter((name) => panels[name] !== undefined);
  const tab = present.includes(chosen) ? chosen : (present[0] ?? start);
  return (
    <section className="mla-show-as mla-card" aria-labelledby="show-as">
      <div className="mla-row mla-spread">
        <h2 id="show-as" className="mla-heading">
          {showAsWords.title}
        </h2>
        {action}
      </div>
      <p className="mla-soft mla-small">{showAsWords.lead}</p>
      <div role="group" aria-label={showAsWords.tabsLabel} className="mla-segments">
        {present.map((name) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
            {showAsWords.tabs[name]}
          </button>
        ))}
      </div>
      {panels[tab]}
    </section>
  );
}

/** A form that is not there yet says what it waits for. */
export function NoForm({ because }: { because: string }) {
  return <p className="mla-soft mla-show-none">{because}</p>;
}
