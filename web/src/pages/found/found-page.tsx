import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { UninstallPreview } from '../../../../src/api/contract.ts';
import { sayRelease } from '../../../../src/api/say-release.ts';
import { foundUninstallQuery } from './found-query.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { May, PageFor, ReadsOnly } from '../../ui/shell/may.tsx';
import { foundWords as words } from '../../words/removal/found-words.ts';
import { stageWords } from '../../words/stage-words.ts';
import { ShowPage } from '../../ui/show-as/show-page.tsx';
import { ShowRemoval } from '../ready/uninstall/show-removal.tsx';
import { StartFound } from './start-found.tsx';
import { TakeMore } from './take-more.tsx';
import { toFoundCommand } from './to-found-command.ts';
import '../ready/ready-page.css';

/** Removes a Kubeflow that MLAnywhere did not install: what it is, what goes and stays, what goes too if chosen, and the typed name. */
export function FoundPage() {
  const { name } = useParams({ from: '/connections/$name/uninstall' });
  return (
    <PageFor use="previewFoundUninstall">
      <div className="mla-stack">
        <header>
          <h1 className="mla-title">{words.title}</h1>
          <p className="mla-lead">{words.lead(name)}</p>
        </header>
        <Found key={name} connection={name} />
        <p>
          <Link to="/new/connect">{stageWords.back}</Link>
        </p>
      </div>
    </PageFor>
  );
}

function Found({ connection }: { readonly connection: string }) {
  const [take, setTake] = useState<readonly string[]>([]);
  const [data, setData] = useState<readonly string[]>([]);
  return (
    <>
      <Choices connection={connection} wish={{ take, data }} chooseTake={setTake} chooseData={setData} />
      <ShowPage forms={{ command: { text: toFoundCommand(connection, { take, data }) } }} />
    </>
  );
}

interface ChoicesProps {
  readonly connection: string;
  /** What goes beside what equals a release. */
  readonly wish: { readonly take: readonly string[]; readonly data: readonly string[] };
  readonly chooseTake: (take: readonly string[]) => void;
  readonly chooseData: (data: readonly string[]) => void;
}

function Choices({ connection, wish, chooseTake, chooseData }: ChoicesProps) {
  const { take, data } = wish;
  const preview = useQuery({
    ...foundUninstallQuery(connection, { take, data }),
    placeholderData: keepPreviousData,
  });
  // What stays without a word: from the first look, so that a chosen group does not vanish from the choices.
  const first = useQuery(foundUninstallQuery(connection, { take: [], data: [] }));
  if (preview.data === undefined || first.data === undefined)
    return preview.isError ? <ErrorPanel error={preview.error} /> : <p role="status">{words.looking}</p>;
  const { found } = preview.data;
  return (
    <>
      {found !== undefined && <Matches found={found} />}
      <section className="mla-card mla-stack">
        <ShowRemoval preview={preview.data} />
        {preview.isError && <ErrorPanel error={preview.error} />}
        {preview.isPlaceholderData && <p role="status">{words.again}</p>}
      </section>
      <ReadsOnly />
      <May use="uninstallFound">
        <section className="mla-card mla-stack">
          <TakeMore keeps={first.data.keeps} take={take} change={chooseTake} />
          <StartFound
            connection={connection}
            preview={preview.data}
            wish={wish}
            chooseData={chooseData}
            isFetching={preview.isPlaceholderData || preview.isError}
          />
        </section>
      </May>
    </>
  );
}

function Matches({ found: { others, ...best } }: { readonly found: NonNullable<UninstallPreview['found']> }) {
  const alike = others.filter(({ equal }) => equal > 0);
  return (
    <section className="mla-card" aria-labelledby="found-release">
      <h2 id="found-release" className="mla-heading">
        {words.is(sayRelease(best.release))}
      </h2>
      <p>{words.counts(best)}</p>
      {alike.length > 0 && (
        <details>
          <summary>{words.others}</summary>
          <ul className="mla-next mla-small">
            {alike.map(({ release, ...counts }) => (
              <li key={sayRelease(release)}>{`${sayRelease(release)}: ${words.counts(counts)}`}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
