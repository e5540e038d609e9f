import { saySpan } from '../../../ui/feedback/say-time.ts';
import { runWords } from '../../../words/run-words.ts';
import { chooseTicks, type GateMark, type TimePicture } from './time-bars.ts';
import './time-chart.css';

const words = runWords.time;

/** The picture of where the time went: a bar for each component, a diamond for each gate. The same as a table below, for those who do not see it. */
export function TimeChart({ picture }: { picture: TimePicture }) {
  const { bars, gates, length } = picture;
  if (bars.length === 0) return <p className="mla-soft mla-panel-empty">{words.empty}</p>;
  const across = (milliseconds: number) => `${Math.min(100, (milliseconds / length) * 100)}%`;
  const diamonds = (marks: readonly GateMark[]) =>
    marks.map(({ gate, at, seconds }) => (
      <i
        key={gate}
        className="mla-time-gate"
        style={{ insetInlineStart: across(at) }}
        title={words.gate(gate, saySpan(seconds * 1000))}
      />
    ));
  return (
    <div className="mla-time">
      <div className="mla-time-picture" aria-hidden="true">
        {bars.map(({ name, title, state, from, to, gates: own }) => (
          <div key={name} className="mla-time-row">
            <span className="mla-time-label">{title}</span>
            <span className="mla-time-track">
              <i
                className="mla-time-bar"
                data-state={state}
                style={{ insetInlineStart: across(from), width: across(to - from) }}
                title={words.bar(title, saySpan(from), saySpan(to - from))}
              />
              {diamonds(own)}
            </span>
          </div>
        ))}
        {gates.length > 0 && (
          <div className="mla-time-row">
            <span className="mla-time-label">{words.shared}</span>
            <span className="mla-time-track">{diamonds(gates)}</span>
          </div>
        )}
        <div className="mla-time-row mla-time-axis">
          <span />
          <span className="mla-time-track">
            {chooseTicks(length).map((tick) => (
              <span key={tick} className="mla-time-tick" style={{ insetInlineStart: across(tick) }}>
                <span>{saySpan(tick)}</span>
              </span>
            ))}
          </span>
        </div>
      </div>
      <p className="mla-row mla-small mla-soft">
        <span className="mla-key">
          <span className="mla-key-bar" /> {words.legendBar}
        </span>
        <span className="mla-key">
          <span className="mla-key-gate" /> {words.legendGate}
        </span>
      </p>
      <details>
        <summary>{words.table}</summary>
        <table className="mla-table">
          <thead>
            <tr>
              <th scope="col">{runWords.componentColumns.component}</th>
              <th scope="col">{words.start}</th>
              <th scope="col">{words.took}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.name}>
                <th scope="row">{bar.title}</th>
                <td>{saySpan(bar.from)}</td>
                <td>{saySpan(bar.to - bar.from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
