import { useState } from 'react';
import type { RunView } from '../../../../src/api/run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { LogView } from '../../ui/log/log-view.tsx';
import { Tabs } from '../../ui/shell/tabs.tsx';
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
  const [chosen, choose] = useState<'log' | 'time'>('log');
  const tabs = [
    { name: 'log', title: runWords.log.title, panel: <LogView log={log} name={name} framed={false} /> },
    {
      name: 'time',
      title: runWords.time.title,
      panel: chosen === 'time' && <TimeChart picture={drawTime(run, log.events, now)} />,
    },
  ] as const;
  return (
    <div className="mla-card mla-panel">
      <Tabs label={runWords.details} tabs={tabs} chosen={chosen} choose={choose} />
    </div>
  );
}
