import { saySpan } from '../../ui/feedback/say-time.ts';
import { runWords } from '../../words/run-words.ts';
import type { TimePicture } from './time-bars.ts';

const words = runWords.time;
const rowHeight = 26;
const labelWidth = 150;
const chartWidth = 500;
const axisHeight = 26;

/** The picture of where the time went: a bar for each component, a diamond for each gate. The same as a table below, for those who do not see it. */
export function TimeChart({ picture }: { picture: TimePicture }) {
  const { bars, gates, length } = picture;
  const across = (milliseconds: number) => labelWidth + (milliseconds / length) * chartWidth;
  const rows = gates.length > 0 ? bars.length + 1 : bars.length;
  const height = rows * rowHeight + axisHeight;
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="time">
      <h2 id="time" className="mla-heading">
        {words.title}
      </h2>
      {bars.length === 0 ? (
        <p className="mla-soft">{words.empty}</p>
      ) : (
        <>
          <div className="mla-time" tabIndex={0} role="group" aria-label={words.title}>
            <svg viewBox={`0 0 ${labelWidth + chartWidth + 10} ${height}`} aria-hidden="true">
              {ticks(length).map((tick) => (
                <g key={tick}>
                  <line x1={across(tick)} x2={across(tick)} y1={0} y2={height - axisHeight} className="mla-time-grid" />
                  <text x={across(tick)} y={height - 8} className="mla-time-tick">
                    {saySpan(tick)}
                  </text>
                </g>
              ))}
              {bars.map((bar, row) => (
                <g key={bar.name}>
                  <text x={labelWidth - 12} y={row * rowHeight + 17} className="mla-time-label">
                    {bar.title}
                  </text>
                  <rect
                    x={across(bar.from)}
                    y={row * rowHeight + 6}
                    width={Math.max(3, across(bar.to) - across(bar.from))}
                    height={rowHeight - 12}
                    rx={4}
                    className="mla-time-bar"
                    data-state={bar.state}
                  >
                    <title>{words.bar(bar.title, saySpan(bar.from), saySpan(bar.to - bar.from))}</title>
                  </rect>
                  {bar.gates.map((mark) => (
                    <GateDiamond
                      key={mark.gate}
                      x={across(mark.at)}
                      y={row * rowHeight + rowHeight / 2}
                      label={words.gate(mark.gate, saySpan(mark.seconds * 1000))}
                    />
                  ))}
                </g>
              ))}
              {gates.map((mark) => (
                <GateDiamond
                  key={mark.gate}
                  x={across(Math.min(mark.at, length))}
                  y={bars.length * rowHeight + rowHeight / 2}
                  label={words.gate(mark.gate, saySpan(mark.seconds * 1000))}
                />
              ))}
            </svg>
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
        </>
      )}
    </section>
  );
}

function GateDiamond({ x, y, label }: { x: number; y: number; label: string }) {
  return (
    <path d={`M${x} ${y - 6}l6 6-6 6-6-6z`} className="mla-time-gate">
      <title>{label}</title>
    </path>
  );
}

/** Four to eight round times across the picture. */
function ticks(length: number): number[] {
  const step =
    [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000].find(
      (candidate) => length / candidate <= 7,
    ) ?? 3_600_000;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
