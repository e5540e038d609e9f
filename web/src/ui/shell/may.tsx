import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RouteName } from '../../../../src/api/contract.ts';
import { sessionQuery } from '../../api/queries.ts';
import { leastRole, mayUse, useMay, usePrincipal } from '../../api/use-may.ts';
import { roleWords } from '../../words/people/role-words.ts';
import { PagePending } from './page-pending.tsx';

interface MayProps {
  /** The route that the children call. */
  readonly use: RouteName;
  readonly children: ReactNode;
}

/** What only some roles may do; nothing for others. */
export function May({ use, children }: MayProps) {
  return useMay(use) ? children : null;
}

/** A page, or for whoever may not use it the role that it needs. Asks for nothing before the role is known. */
export function PageFor({ use, children }: MayProps) {
  const { data, isPending } = useQuery({ ...sessionQuery, refetchInterval: false });
  if (isPending) return <PagePending />;
  const principal = data?.principal;
  if (principal === undefined || mayUse(use, principal)) return children;
  return (
    <Alert component="h1" isInline variant="info" title={roleWords.needed(leastRole(use) ?? '')}>
      <p>{roleWords.ask(principal.roles.join(', '))}</p>
    </Alert>
  );
}

/** Says why buttons are missing, to whoever may only read. */
export function ReadsOnly() {
  const principal = usePrincipal();
  if (mayUse('applyInstallation', principal)) return null;
  return <p className="mla-soft">{roleWords.readsOnly(principal?.roles.join(', ') ?? '')}</p>;
}
