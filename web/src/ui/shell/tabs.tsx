import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import './tabs.css';

export interface TabPanel<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly panel: ReactNode;
}

interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly TabPanel<Name>[];
  readonly chosen: Name;
  readonly choose: (name: Name) => void;
}

/** Panels one behind the other, by the keys of the ARIA pattern. PatternFly's own bring a menu of 30 kB for tabs that do not fit; two always do. */
export function Tabs<Name extends string>({ label, tabs, chosen, choose }: TabsProps<Name>) {
  const list = useRef<HTMLDivElement>(null);
  const goTo = (index: number) => {
    const tab = tabs.at(index % tabs.length);
    if (tab === undefined) return;
    choose(tab.name);
    list.current?.querySelector<HTMLElement>(`#tab-${tab.name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = tabs.findIndex(({ name }) => name === chosen);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className="mla-tabs" onKeyDown={onKeyDown}>
        {tabs.map(({ name, title }) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === chosen}
            aria-controls={`panel-${name}`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => choose(name)}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.map(({ name, panel }) => (
        <div
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          className="mla-tab-panel"
          hidden={name !== chosen}
        >
          {panel}
        </div>
      ))}
    </>
  );
}
