import { describeChange } from '../../../../../src/api/drift.ts';
import type { UpgradePlan, UpgradeVerb } from '../../../../../src/api/contract.ts';
import { sayRelease } from '../../../../../src/api/say-release.ts';
import { CodePanel } from '../../../ui/show-as/code-panel.tsx';
import { upgradeWords as words } from '../../../words/upgrade-words.ts';
import './upgrade.css';

/** What an upgrade does: what users notice first, every object on demand. */
export function ShowUpgrade({ plan }: { plan: UpgradePlan }) {
  const { from, to, unchanged } = plan;
  const { sections } = words;
  const headline = words.headline(from === null ? words.unknown : sayRelease(from), sayRelease(to));
  const told = (verb: UpgradeVerb) => plan.changes.filter((change) => change.verb === verb);
  return (
    <section className="mla-upgrade" aria-label={headline}>
      <h3 className="mla-list-title">{headline}</h3>
      <List title={sections.blockers} lines={plan.blockers.map(({ evidence, fix }) => `${evidence} ${fix}`)} />
      <List title={sections.noticed} lines={plan.noticed} />
      <List
        title={sections.down}
        lines={plan.down.map(({ object, because, atLeastSeconds }) => words.down(object, because, atLeastSeconds))}
      />
      <List title={sections.noReturn} lines={plan.noReturn.map(({ object, because }) => `${object}: ${because}`)} />
      {plan.backups.length > 0 && (
        <div>
          <h4 className="mla-list-title">{sections.backups}</h4>
          {plan.backups.map(({ claim, command }) => (
            <CodePanel key={claim} label={claim} text={command} />
          ))}
        </div>
      )}
      <List title={sections.settings} lines={plan.settings.map(describeChange)} />
      <List title={sections.unhealthy} lines={plan.unhealthy.map(({ object, why }) => `${object}: ${why}`)} />
      <List
        title={sections.quiesced}
        lines={plan.quiesced.map(({ object, before, because }) => words.before(object, before, because))}
      />
      <List
        title={sections.rewritten}
        lines={plan.rewritten.map(({ object, count, to: next }) => words.rewritten(object, count, next))}
      />
      <List
        title={sections.routes}
        lines={plan.routes.map(({ path, from: old, to: next }) => words.route(path, old, next))}
      />
      <List title={sections.notes} lines={plan.notes} />
      <div>
        {verbs.map((verb) => (
          <Objects key={verb} verb={verb} changes={told(verb)} />
        ))}
        <p className="mla-soft">{words.objects(words.unchanged, unchanged)}</p>
      </div>
    </section>
  );
}

const verbs = ['add', 'change', 'recreate', 'move', 'orphan', 'keep'] as const satisfies readonly UpgradeVerb[];

function List({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h4 className="mla-list-title">{title}</h4>
      <ul className="mla-next">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Objects({ verb, changes }: { verb: UpgradeVerb; changes: UpgradePlan['changes'] }) {
  if (changes.length === 0) return null;
  return (
    <details>
      <summary>{words.objects(words.counts[verb], changes.length)}</summary>
      <ul className="mla-next">
        {changes.map(({ object, from, because }) => (
          <li key={`${object} ${from ?? ''}`}>
            {from === undefined ? object : words.moved(from, object)}
            {because !== undefined && `: ${because}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
