import { Alert } from '@patternfly/react-core';
import type { UninstallPreview } from '../../../../../src/api/contract.ts';
import { uninstallWords as words } from '../../../words/removal/uninstall-words.ts';

/** What an uninstall removes, in order, and what it keeps and why. Long lists open when asked for. */
export function ShowRemoval({ preview: { users, stages, keeps, notes } }: { preview: UninstallPreview }) {
  return (
    <div className="mla-stack">
      <div>
        <h3 className="mla-list-title">{words.users}</h3>
        {users.length === 0 && <p>{words.noUsers}</p>}
        {users.map(({ kind, count, namespaces, objects }) => (
          <Names key={kind} title={`${count} ${kind}${words.inNamespaces(namespaces)}`} names={objects} />
        ))}
      </div>
      <div>
        <h3 className="mla-list-title">{words.stages}</h3>
        {stages.length === 0 && <p>{words.nothing}</p>}
        <ol className="mla-next">
          {stages.map(({ stage, title, objects }) => (
            <li key={stage}>
              <Names
                title={`${title} · ${words.objects(objects.length)}`}
                names={objects.map(({ object, because }) => (because === undefined ? object : `${object}: ${because}`))}
              />
            </li>
          ))}
        </ol>
      </div>
      {keeps.length > 0 && (
        <div>
          <h3 className="mla-list-title">{words.keeps}</h3>
          <Names
            title={words.objects(keeps.length)}
            names={keeps.map(({ object, because }) => `${object}: ${because}`)}
          />
        </div>
      )}
      {notes.map((note) => (
        <Alert key={note} component="p" isInline variant="info" title={note} />
      ))}
    </div>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <details>
      <summary>{title}</summary>
      <ul className="mla-next mla-small mla-uninstall-names">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </details>
  );
}
