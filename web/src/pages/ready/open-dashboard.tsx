import { Button } from '@patternfly/react-core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../api/api.ts';
import { sessionQuery } from '../../api/queries.ts';
import { mayUse } from '../../api/use-may.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.dashboard;

/** A page of the dashboard; its first one where nothing is said. */
interface PageProps {
  readonly path?: string;
  /** On the button. */
  readonly label?: string;
}

/** Opens the dashboard through the server, where the server does that. */
export function OpenDashboard({ name, path, label = words.openHere }: PageProps & { readonly name: string }) {
  const session = useQuery(sessionQuery);
  const open = useMutation({ mutationFn: () => openInNewTab(name, path), gcTime: 0 });
  if (session.data?.dashboards !== true || !mayUse('openDashboard', session.data.principal)) return null;
  return (
    <>
      {open.isError && <ErrorPanel error={open.error} />}
      <div>
        <Button
          variant={path === undefined ? 'primary' : 'link'}
          isInline={path !== undefined}
          isLoading={open.isPending}
          onClick={() => open.mutate()}
        >
          {label}
        </Button>
      </div>
      {open.data !== undefined && (
        <p>
          {words.blocked}{' '}
          <a href={open.data} target="_blank" rel="noreferrer" onClick={() => open.reset()}>
            {label}
          </a>
        </p>
      )}
    </>
  );
}

/** The tab is opened at once, because browsers block one that comes after an answer. Returns the address where they block this one too. */
async function openInNewTab(name: string, path: string | undefined): Promise<string | undefined> {
  const tab = window.open('', '_blank');
  try {
    const { url } = await call('openDashboard', { params: { name }, query: path === undefined ? {} : { path } });
    if (tab === null) return url;
    tab.opener = null;
    tab.location.replace(url);
    return undefined;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
