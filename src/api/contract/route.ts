import { z } from 'zod';
import { resourceName } from '../../installation/resource-name.ts';
import type { Role } from '../principal.ts';

/**
 * The least role that a route needs. `none`: no login, for health and login
 * only. `granted`: an admin, or an operator to whom the installation is granted
 * by name. For `operator`, a grant counts too where a person has operator's
 * rights for some installations only: `src/server/people/authorize.ts`.
 */
type RouteRole = 'none' | Role | 'granted';

/** One route. Server, client and OpenAPI document use it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  readonly role: RouteRole;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201 | 202;
}

export const name = z.object({ name: resourceName });
export const id = z.object({ id: z.string() });
/** An event's id, the last one read; 0 before the first. As far as the database counts. */
export const eventId = z.coerce.number().int().min(0).max(2_147_483_647);

export const nothing = z.object({});

/** Page size of a long list, newest first. To get the next page, send the name of the last entry. A page that is not full is the last one. */
export const pageLimit = z.coerce.number().int().min(1).max(200);

/** The same of a list that earlier clients read whole: who asks for no size gets this many. */
export const longestPage = 500;
export const longPageLimit = z.coerce.number().int().min(1).max(longestPage);

/** The Kubernetes versions that a release is made for: minor versions, `1.34`. */
export const kubernetesWindow = z.object({ lowest: z.string(), highest: z.string() });
