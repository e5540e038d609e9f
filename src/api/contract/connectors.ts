import { z } from 'zod';
import { access } from '../../installation/access/access.ts';
import { connector } from '../../installation/login/login.ts';
import { resourceName } from '../../installation/resource-name.ts';
import { errorReport } from '../run.ts';
import type { Route } from './route.ts';

/** One answer of a login service. `unknown`: it does not tell. */
export const connectorCheck = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'failed', 'unknown']).catch('unknown'),
  seen: z.string(),
  error: errorReport.optional(),
});
export type ConnectorCheckView = z.infer<typeof connectorCheck>;

export const connectorRoutes = {
  testConnector: {
    method: 'POST',
    path: '/api/connector-tests',
    role: 'operator',
    summary: 'Ask a login service what a login needs of it, before it is saved; changes nothing',
    body: z.strictObject({
      connector,
      /** Of the installation: it decides the redirect URI. */
      access,
      /** The client secret. Left out: the stored one of `installation`, where there is one. */
      secret: z.string().min(1).max(65_536).optional(),
      installation: resourceName.optional(),
    }),
    response: z.object({ redirectURI: z.string().nullable(), checks: z.array(connectorCheck) }),
  },
} as const satisfies Record<string, Route>;
