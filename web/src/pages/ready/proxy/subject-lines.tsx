import type { ProxyReach, ProxySetting, ProxySubject } from '../../../../../src/api/contract.ts';
import { Said } from '../../../ui/feedback/said.tsx';
import { StateMark } from '../../../ui/feedback/state-mark.tsx';
import { proxyWords as words } from '../../../words/proxy-words.ts';
import './proxy-check.css';

const signs = { good: 'succeeded', bad: 'failed', unknown: 'trouble', running: 'running' } as const;

/** Each node, and the test pod: what is set, what is missing, what was reached through what, and what to do. */
export function SubjectLines({ subjects }: { subjects: readonly ProxySubject[] }) {
  if (subjects.length === 0) return null;
  return (
    <ul className="mla-proxy">
      {subjects.map((subject) => (
        <SubjectLine key={`${subject.kind} ${subject.name}`} subject={subject} />
      ))}
    </ul>
  );
}

function SubjectLine({ subject: { kind, name, by, state, settings, reached, note, fix } }: { subject: ProxySubject }) {
  const how = kind === 'probe' ? words.image(by) : words.by(by);
  return (
    <li>
      <p className="mla-proxy-line">
        <StateMark state={signs[state]} />
        <span>
          {name}
          <span className="pf-v6-screen-reader"> ({words.states[state]})</span>
        </span>
        {by !== 'nothing' && <span className="mla-soft mla-small">{how}</span>}
      </p>
      <div className="mla-proxy-more mla-small">
        {note !== '' && (
          <p className="mla-soft">
            <Said text={note} />
          </p>
        )}
        <Settings settings={settings} />
        {reached.length > 0 && (
          <ul>
            {reached.map((one) => (
              <Reached key={one.id} reach={one} />
            ))}
          </ul>
        )}
        {fix !== '' && (
          <p>
            <Said text={fix} />
          </p>
        )}
      </div>
    </li>
  );
}

/** What is set needs no names; what is not has them. */
function Settings({ settings }: { settings: readonly ProxySetting[] }) {
  const open = settings.filter(({ state }) => state !== 'set');
  if (settings.length === 0) return null;
  if (open.length === 0) return <p className="mla-soft">{words.allSet(settings.length)}</p>;
  return (
    <ul>
      {settings.map(({ name, state, found }) => (
        <li key={name} className="mla-proxy-line">
          <StateMark state={state === 'set' ? 'succeeded' : 'failed'} />
          <span>
            <span className="mla-mono">{name}</span> {words.settings[state]}
            {found !== undefined && `: ${found}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Reached({ reach: { address, through, wanted, reached, seen } }: { reach: ProxyReach }) {
  return (
    <li className="mla-proxy-line">
      <StateMark state={reached && through === wanted ? 'succeeded' : 'failed'} />
      <span>
        <span className="mla-mono">{address}</span> {words.through[through]}
        {through !== wanted && ` (${words.notWanted[wanted]})`}: {seen}
      </span>
    </li>
  );
}
