import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useState } from 'react';
import type { RunView } from '../../../../src/api/run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { LogView } from '../../ui/log/log-view.tsx';
import { runWords } from '../../words/run-words.ts';
import { drawTime } from './time/time-bars.ts';
import { TimeChart } from './time/time-chart.tsx';

interface RunTabsProps {
  readonly run: RunView;
  readonly log: RunLog;
  readonly name: string;
  readonly now: number;
}

/** The log, or where the time went: beside the components, one at a time. */
export function RunTabs({ run, log, name, now }: RunTabsProps) {
  const [tab, setTab] = useState<string | number>('log');
  return (
    <section className="mla-card mla-panel mla-run-tabs" aria-label={runWords.details}>
      <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label={runWords.details}>
        <Tab eventKey="log" title={<TabTitleText>{runWords.log.title}</TabTitleText>}>
          <LogView log={log} name={name} framed={false} />
        </Tab>
        <Tab eventKey="time" title={<TabTitleText>{runWords.time.title}</TabTitleText>}>
          {tab === 'time' && <TimeChart picture={drawTime(run, log.events, now)} />}
        </Tab>
      </Tabs>
    </section>
  );
}
