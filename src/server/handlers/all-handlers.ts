import { backupHandlers } from './backup-handlers.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import type { Handlers } from '../http/handler.ts';
import { accessHandlers } from './access-handlers.ts';
import { apiTokenHandlers } from './people/api-token-handlers.ts';
import { clusterHandlers } from './cluster-handlers.ts';
import { connectionHandlers } from './connection-handlers.ts';
import { connectorHandlers } from './connector-handlers.ts';
import { deletionHandlers } from './deletion-handlers.ts';
import { demoContentHandlers } from './demo-content-handlers.ts';
import { installationHandlers } from './installation-handlers.ts';
import { loginHandlers } from './people/login-handlers.ts';
import { oidcHandlers } from './people/oidc-handlers.ts';
import { peopleHandlers } from './people/people-handlers.ts';
import { preflightHandlers } from './preflight-handlers.ts';
import { proxyCheckHandlers } from '../proxy-check/proxy-check-handlers.ts';
import { releaseHandlers } from './release-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { sessionHandlers } from './people/session-handlers.ts';
import { stateHandlers } from './state-handlers.ts';
import { supportHandlers } from '../support/support-handlers.ts';
import { uninstallHandlers } from './uninstall-handlers.ts';
import { upgradeHandlers } from './upgrade-handlers.ts';
import { userHandlers } from './user-handlers.ts';
import { verificationHandlers } from './verification-handlers.ts';

/** The handlers of every subject. */
export function allHandlers(parts: ServerParts, background: Background): Handlers {
  return {
    ...loginHandlers(parts),
    ...oidcHandlers(parts),
    ...backupHandlers(parts),
    ...clusterHandlers(parts, background),
    ...connectionHandlers(parts),
    ...connectorHandlers(parts),
    ...installationHandlers(parts),
    ...deletionHandlers(parts),
    ...demoContentHandlers(parts, background),
    ...peopleHandlers(parts),
    ...sessionHandlers(parts),
    ...apiTokenHandlers(parts),
    ...preflightHandlers(parts),
    ...accessHandlers(parts),
    ...proxyCheckHandlers(parts, background),
    ...releaseHandlers(parts, background),
    ...runHandlers(parts),
    ...stateHandlers(parts),
    ...supportHandlers(parts),
    ...uninstallHandlers(parts),
    ...upgradeHandlers(parts),
    ...userHandlers(parts, background.closing),
    ...verificationHandlers(parts, background),
  };
}
