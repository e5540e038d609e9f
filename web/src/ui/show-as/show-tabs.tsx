import { useState, type ReactNode } from 'react';
import { showAsWords } from '../../words/show-as-words.ts';
import './show-as.css';

const tabs = ['yaml', 'command', 'request'] as const;
export type ShowTab = (typeof tabs)[number];

interface ShowTabsProps {
  /** What stands under each: a form of the page, or why there is none. */
  readonly panels: Readonly<Record<ShowTab, ReactNode>>;
  /** The one that is shown at first. */
  readonly start?: ShowTab;
  /** Beside the title. */
  readonly action?: ReactNode;
  /** Bounds the width, where the page is as wide as the screen. */
  readonly narrow?: boolean;
}

/** “Show as”, which is on every page: the same thing as YAML, command and request to the platform. */
export function ShowTabs({ panels, start = 'yaml', action, narrow = false }: ShowTabsProps) {
  const [tab, setTab] = useState<ShowTab>(start);
  return (
    <section className="mla-show-as mla-card" data-narrow={narrow} aria-labelledby="show-as">
      <div className="mla-row mla-spread">
        <h2 id="show-as" className="mla-heading">
          {showAsWords.title}
        </h2>
        {action}
      </div>
      <p className="mla-soft mla-small">{showAsWords.lead}</p>
      <div role="group" aria-label={showAsWords.tabsLabel} className="mla-segments">
        {tabs.map((name) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
            {showAsWords.tabs[name]}
          </button>
        ))}
      </div>
      {panels[tab]}
    </section>
  );
}

/** A page that has no equivalent of a kind says so, and why. */
export function NoForm({ because }: { because: string }) {
  return <p className="mla-soft mla-show-none">{because}</p>;
}
