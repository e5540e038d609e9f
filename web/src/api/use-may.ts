import { useQuery } from '@tanstack/react-query';
import { type RouteName, routes } from '../../../src/api/contract.ts';
import { covers, type Principal, type Role } from '../../../src/api/principal.ts';
import { sessionQuery } from './queries.ts';

/** The least role that a route of the contract needs. `granted` begins at an operator; which installations are granted, the server alone knows. */
export function leastRole(route: RouteName): Role | undefined {
  const { role } = routes[route];
  if (role === 'none') return undefined;
  return role === 'granted' ? 'operator' : role;
}

/** Whether somebody with these roles may try a route. Until the session is known, yes: the server decides anyway. */
export function mayUse(route: RouteName, principal: Pick<Principal, 'roles'> | undefined): boolean {
  const least = leastRole(route);
  return least === undefined || principal === undefined || covers(principal.roles, least);
}

/** Who is logged in. The frame of all pages asks again and again; this only reads. */
export function usePrincipal(): Principal | undefined {
  return useQuery({ ...sessionQuery, refetchInterval: false }).data?.principal;
}

/** Whether the person who is logged in may use a route, by the role that the contract names. */
export function useMay(route: RouteName): boolean {
  return mayUse(route, usePrincipal());
}
