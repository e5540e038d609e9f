import { clusterSchema } from '../../installation/installation.ts';
import type { Platform } from '../../platforms/platform.ts';
import { platformDefinitions } from '../../platforms/registry.ts';
import type { FoundPlatforms } from '../platforms.ts';
import { find, type Finding } from './finding.ts';

/** What each platform needs of this machine, as the platform itself looks for it. */
export async function lookAtPlatforms(
  { platforms, unavailable }: FoundPlatforms,
  signal: AbortSignal,
): Promise<Finding[]> {
  return Promise.all(
    platformDefinitions.map(({ id, title }) =>
      find(
        { id: `platform.${id}`, title: `Platform ${title}` },
        async () => {
          const platform = platforms.find((candidate) => candidate.id === id);
          if (platform !== undefined) return lookAtPlatform(platform, signal);
          const words = unavailable[id] ?? 'It cannot be used on this machine.';
          return { outcome: 'warning', evidence: words };
        },
        'warning',
      ),
    ),
  );
}

async function lookAtPlatform(platform: Platform, signal: AbortSignal): Promise<Omit<Finding, 'id' | 'title'>> {
  if (platform.lookAtMachine === undefined) return { outcome: 'passed', evidence: 'Ready to use on this machine.' };
  const { parts } = await platform.lookAtMachine(clusterSchema.parse({ platform: platform.id }), { signal });
  const found = parts.filter((part) => part.found !== '').map((part) => part.found);
  const lacking = parts.flatMap(({ state, error }) => (state === 'found' || error === undefined ? [] : [error]));
  const [first] = lacking;
  if (first === undefined) return { outcome: 'passed', evidence: `${found.join(', ')}.` };
  return { outcome: 'warning', evidence: lacking.map(({ message }) => message).join(' '), fix: first.fix };
}
