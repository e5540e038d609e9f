import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { toMlaError } from '../../../../src/errors/error.ts';
import { sessionQuery } from '../../api/queries.ts';
import { shellWords } from '../../words/shell-words.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { Mark } from '../feedback/mark.tsx';
import { pageTitle } from './page-title.ts';
import './shell.css';

/** What is on every page: the product's mark, the way home, appearance, and the place for the page itself. */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  // Asked on every page, so that who is not logged in comes to the login page at once.
  const session = useQuery({ ...sessionQuery, enabled: path !== '/login' });
  const away = session.error !== null && toMlaError(session.error).kind === 'unavailable';
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = pageTitle(path);
  }, [path]);
  // A page change of a single-page application is silent to a screen reader unless the focus moves along.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return (
    <div className="mla-shell">
      <a className="mla-skip" href="#page">
        {shellWords.skip}
      </a>
      <header className="mla-masthead">
        <Link to="/" className="mla-brand">
          <Mark />
          <span>{shellWords.product}</span>
        </Link>
        {path !== '/login' && <Navigation principal={session.data?.principal} />}
        <AccountMenu signedIn={path !== '/login'} />
      </header>
      <div className="mla-notices">
        {away && (
          <Alert component="p" isInline variant="warning" title={shellWords.away.title} isLiveRegion>
            {shellWords.away.body}
          </Alert>
        )}
        {!isSecureContext && (
          <Alert component="p" isInline variant="warning" title={shellWords.notEncrypted.title}>
            {shellWords.notEncrypted.body}
          </Alert>
        )}
      </div>
      <main id="page" ref={main} tabIndex={-1} className="mla-page">
        <Outlet />
      </main>
    </div>
  );
}
