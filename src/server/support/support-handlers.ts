import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { collectBundle } from './collect-bundle.ts';

export function supportHandlers(parts: ServerParts): Handlers<'collectSupportBundle'> {
  const { note } = installationServices(parts);
  return {
    async collectSupportBundle({ params: { name }, signal, principal }) {
      const bundle = await collectBundle(parts, name, signal);
      await note(name, {
        type: 'support.collected',
        message: `Someone collected a support bundle of ${name}.`,
        by: principal,
      });
      return bundle;
    },
  };
}
