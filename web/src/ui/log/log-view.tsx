import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { RunEvent } from '../../../../src/api/run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { useLogVersion } from '../../api/use-run.ts';
import { runWords } from '../../words/run-words.ts';
import { FilteredLog, type LogFilter } from './log-filter.ts';
import { LogTools } from './log-tools.tsx';
import { sayClock } from '../feedback/say-time.ts';
import './log-view.css';

const words = runWords.log;
const lineHeight = 22;
/** Nearer to the end than this counts as being at the end. */
const endZone = 40;

interface LogViewProps {
  readonly log: RunLog;
  /** Beside something else: fewer tools, less height. */
  readonly compact?: boolean;
  /** Off where the frame around it already has this name. */
  readonly framed?: boolean;
  /** The name under which the file is downloaded. */
  readonly name?: string;
}

/** The lines of a run. Only the visible ones are in the page, so 100,000 lines scroll like ten. Text, never markup. */
export function LogView({ log, compact = false, framed = true, name = 'run' }: LogViewProps) {
  const version = useLogVersion(log);
  const [filter, setFilter] = useState<LogFilter>({ from: 'info', component: '', search: '' });
  const [following, setFollowing] = useState(true);
  const [readUpTo, setReadUpTo] = useState(0);
  const filtered = useMemo(() => new FilteredLog(), []);
  const lines = filtered.lines(log.events, filter);
  const components = useComponents(log, version);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => lineHeight,
    overscan: 12,
    measureElement: (line) => line.getBoundingClientRect().height,
  });

  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, lines.length, version, virtual]);

  // Lines wrap differently when the width changes, so the end moves.
  useEffect(() => {
    const element = frame.current;
    if (element === null || !following) return undefined;
    const observer = new ResizeObserver(() => virtual.scrollToEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, [following, virtual]);

  const pause = () => {
    if (!following) return;
    setFollowing(false);
    setReadUpTo(lines.length);
  };
  const onScroll = () => {
    const element = frame.current;
    if (element === null) return;
    if (element.scrollHeight - element.scrollTop - element.clientHeight < endZone) return;
    // When someone scrolls up to read, the list stops following new lines.
    if (pointerDown.current) pause();
  };
  const pointerDown = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) pause();
    if (event.key !== 'Home' && event.key !== 'End') return;
    // Smooth scrolling would stop half-way, because lines measured on the way move the end.
    event.preventDefault();
    if (event.key === 'Home') virtual.scrollToIndex(0, { align: 'start' });
    else setFollowing(true);
  };
  return (
    <section className="mla-log" data-compact={compact} data-framed={framed} aria-label={words.title}>
      <LogTools
        lines={lines}
        all={log.events.length}
        state={log.state}
        filter={filter}
        setFilter={setFilter}
        components={components}
        following={following}
        behind={Math.max(0, lines.length - readUpTo)}
        follow={() => setFollowing(true)}
        pause={pause}
        compact={compact}
        titled={framed}
        name={name}
      />
      <div
        ref={frame}
        className="mla-log-frame"
        role="log"
        aria-live="off"
        aria-label={words.region}
        tabIndex={0}
        onScroll={onScroll}
        onWheel={(event) => event.deltaY < 0 && pause()}
        onTouchMove={pause}
        onKeyDown={onKeyDown}
        onPointerDown={() => (pointerDown.current = true)}
        onPointerUp={() => (pointerDown.current = false)}
      >
        {log.dropped > 0 && <p className="mla-log-empty">{words.dropped(log.dropped)}</p>}
        {lines.length === 0 && <p className="mla-log-empty">{log.events.length === 0 ? words.empty : words.noMatch}</p>}
        <div className="mla-log-lines" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const event = lines[index];
            if (event === undefined) return null;
            const before = lines[index - 1];
            return (
              <LogLine
                key={key}
                measure={virtual.measureElement}
                index={index}
                event={event}
                newAttempt={before !== undefined && before.attempt !== event.attempt}
                style={{ transform: `translateY(${start}px)` }}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface LogLineProps {
  readonly event: RunEvent;
  readonly index: number;
  readonly newAttempt: boolean;
  readonly style: CSSProperties;
  readonly measure: (line: HTMLElement | null) => void;
}

function LogLine({ event, index, newAttempt, style, measure }: LogLineProps) {
  return (
    <div
      ref={measure}
      data-index={index}
      data-id={event.id}
      className="mla-log-line"
      data-severity={event.severity}
      style={style}
    >
      {newAttempt && <p className="mla-log-attempt">{words.attempt(event.attempt)}</p>}
      <span className="mla-log-time">{sayClock(event.time)}</span>
      <span className="mla-log-severity">{event.severity}</span>
      {event.component !== undefined && <span className="mla-log-component">{event.component}</span>}
      <span className="mla-log-message">{event.message}</span>
      {event.code !== undefined && <span className="mla-log-code">{event.code}</span>}
    </div>
  );
}

/** The components that have lines, by name. */
function useComponents(log: RunLog, version: number): readonly string[] {
  const seen = useRef({ log, last: 0, names: new Set<string>() });
  return useMemo(() => {
    if (seen.current.log !== log) seen.current = { log, last: 0, names: new Set() };
    const { names, last } = seen.current;
    for (const { component } of log.events.slice(log.events.findLastIndex(({ id }) => id <= last) + 1))
      if (component !== undefined) names.add(component);
    seen.current.last = log.events.at(-1)?.id ?? last;
    return version >= 0 ? [...names].sort() : [];
  }, [log, version]);
}
