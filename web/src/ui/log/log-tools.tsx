import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import type { RunEvent, Severity } from '../../../../src/api/run.ts';
import type { LogState } from '../../api/run-log.ts';
import { runWords } from '../../words/run-words.ts';
import { lineAsText, type LogFilter } from './log-filter.ts';
import { canCopy } from '../show-as/can-copy.ts';
import { saveFile } from '../show-as/save-file.ts';

const words = runWords.log;
const severities: readonly Severity[] = ['debug', 'info', 'warning', 'error'];

interface LogToolsProps {
  readonly lines: readonly RunEvent[];
  readonly all: number;
  readonly state: LogState;
  readonly filter: LogFilter;
  readonly setFilter: (filter: LogFilter) => void;
  readonly components: readonly string[];
  readonly following: boolean;
  readonly behind: number;
  readonly follow: () => void;
  readonly pause: () => void;
  readonly compact: boolean;
  readonly titled: boolean;
  readonly name: string;
}

/** Filter, search, pause, copy and download of a log. */
export function LogTools({
  lines,
  all,
  state,
  filter,
  setFilter,
  components,
  following,
  behind,
  follow,
  pause,
  compact,
  titled,
  name,
}: LogToolsProps) {
  const [copied, setCopied] = useState(false);
  const asText = () => `${lines.map(lineAsText).join('\n')}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(asText());
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="mla-log-tools">
      {titled && <h2 className="mla-heading">{words.title}</h2>}
      <span className="mla-log-state mla-small" data-state={state} role="status">
        {words.state[state]}
      </span>
      {!compact && <span className="mla-soft mla-small">{words.lines(lines.length, all)}</span>}
      <span className="mla-log-gap" />
      {!compact && (
        <>
          <input
            type="search"
            className="mla-log-search"
            aria-label={words.search}
            placeholder={words.search}
            onChange={(event) => setFilter({ ...filter, search: event.target.value.toLowerCase() })}
          />
          <select
            aria-label={words.component}
            value={filter.component}
            onChange={(event) => setFilter({ ...filter, component: event.target.value })}
          >
            <option value="">{words.allComponents}</option>
            {components.map((component) => (
              <option key={component}>{component}</option>
            ))}
          </select>
        </>
      )}
      <select
        aria-label={words.severity}
        value={filter.from}
        onChange={(event) => setFilter({ ...filter, from: event.target.value as Severity })}
      >
        {severities.map((severity) => (
          <option key={severity} value={severity}>
            {words.severities[severity]}
          </option>
        ))}
      </select>
      <Button variant="secondary" size="sm" onClick={following ? pause : follow}>
        {following ? words.pause : words.follow}
        {!following && behind > 0 && ` · ${words.behind(behind)}`}
      </Button>
      {!compact && (
        <>
          {canCopy && (
            <Button variant="secondary" size="sm" onClick={() => void copy()}>
              {copied ? words.copied : words.copy}
            </Button>
          )}
          <Button variant="secondary" size="sm" onClick={() => saveFile(`${name}.log`, asText())}>
            {words.download}
          </Button>
        </>
      )}
    </div>
  );
}
