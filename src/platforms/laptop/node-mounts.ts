import { join } from 'node:path';
import type { ClusterFiles, ClusterOrder } from './tool.ts';

/** Where the nodes see the mounted directory of their cluster. */
export const mountedInside = '/mlanywhere';

/** Where the nodes find certificates. Programs in Go read each file of this directory. */
const trustedInside = '/etc/ssl/certs/mlanywhere-ca.pem';

/** A file or directory of this machine in the nodes. */
export interface NodeMount {
  readonly from: string;
  readonly to: string;
}

/** What the nodes mount: always the directory that marks them as ours. */
export function nodeMounts({ files, wish }: Pick<ClusterOrder, 'files' | 'wish'>): NodeMount[] {
  return [
    { from: files.mounted, to: mountedInside },
    ...(wish.certificateAuthority === undefined ? [] : [{ from: caFile(files), to: trustedInside }]),
  ];
}

/** The contents of mounted files, by path. */
export function mountedFiles({ files, wish }: Pick<ClusterOrder, 'files' | 'wish'>): Record<string, string> {
  return wish.certificateAuthority === undefined ? {} : { [caFile(files)]: wish.certificateAuthority };
}

function caFile({ mounted }: ClusterFiles): string {
  return join(mounted, 'ca.pem');
}
