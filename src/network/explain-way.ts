import { readAuthorityFile } from './authorities.ts';
import { listMisread } from './proxy/no-proxy.ts';
import { chooseProxy, findVariable, type ProxyChoice, type ProxyEnvironment } from './proxy/outbound-proxy.ts';

/** Which way an address goes and why. No password is in it. */
export interface ExplainedWay extends ProxyChoice {
  /** The variable with NO_PROXY, if one is set. */
  readonly noProxy?: { readonly name: string; readonly entries: number; readonly misread: readonly string[] };
  /** MLA_CA_FILE, if it is set, and how many certificates are in it. */
  readonly authorityFile?: { readonly file: string; readonly certificates: number };
}

/** Throws `general.badProxyAddress` and `general.badAuthorityFile`. */
export function explainWay(target: URL, environment: ProxyEnvironment): ExplainedWay {
  const listed = findVariable(environment, 'NO_PROXY');
  const file = environment['MLA_CA_FILE'] ?? '';
  return {
    ...chooseProxy(target, environment),
    ...(listed && {
      noProxy: {
        name: listed.name,
        entries: listed.value.split(/[\s,]+/).filter((entry) => entry !== '').length,
        misread: listMisread(listed.value),
      },
    }),
    ...(file !== '' && { authorityFile: { file, certificates: readAuthorityFile(file).length } }),
  };
}
