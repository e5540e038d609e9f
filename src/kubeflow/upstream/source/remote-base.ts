import { MlaError } from '../../../errors/error.ts';
import type { RemoteEntry } from './kustomizations.ts';

/** What a remote entry of a kustomization names. */
export type RemoteBase =
  | {
      readonly kind: 'folder';
      readonly owner: string;
      readonly repository: string;
      readonly path: string;
      readonly ref: string;
    }
  | { readonly kind: 'file'; readonly address: string };

/** Reads `[https://]github.com/owner/repository[.git]/[/]path?ref=REF` and `https://….yaml`. Throws `release.addressUnsupported` for any other form. */
export function readRemoteBase({ kustomization, entry }: RemoteEntry): RemoteBase {
  const folder =
    /^(?:https:\/\/)?(?:www\.)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/{1,2}([\w./-]+?)\/?\?(?:ref|version)=([\w./-]+)$/.exec(
      entry,
    );
  if (folder !== null) {
    const [, owner = '', repository = '', path = '', ref = ''] = folder;
    const isSafe = [path, ref].every((part) =>
      part.split('/').every((name) => name !== '' && name !== '.' && name !== '..'),
    );
    if (isSafe) return { kind: 'folder', owner, repository, path, ref };
  }
  if (/^https:\/\/[^?#\s]+\.ya?ml$/.test(entry)) return { kind: 'file', address: entry };
  throw new MlaError('release.addressUnsupported', { kustomization, entry });
}

/** Where GitHub serves the archive of a commit or tag. */
export function archiveAddress(repository: string, ref: string): string {
  const name = /^[0-9a-f]{40}$/.test(ref) ? ref : `refs/tags/${ref}`;
  return `https://github.com/${repository}/archive/${name}.tar.gz`;
}
