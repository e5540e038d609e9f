/** The address that browsers use, without a slash at the end; undefined until host and port are known. */
export function addressText({
  host,
  port,
  secure,
}: {
  readonly host: string | undefined;
  /** Where it is not the usual one; undefined where it is not known. */
  readonly port: number | 'usual' | undefined;
  readonly secure: boolean;
}): string | undefined {
  if (host === undefined || port === undefined) return undefined;
  return `${secure ? 'https' : 'http'}://${host}${port === 'usual' ? '' : `:${port}`}`;
}

/** The port of that address: that of nodes, unless something in front of Kubeflow has the certificate, which listens at its own. */
export function browserPort(given: {
  readonly expose: string;
  readonly nodePort: number | undefined;
  readonly from: string | undefined;
}): number | 'usual' | undefined {
  return given.expose === 'nodePort' && given.from !== 'external' ? given.nodePort : 'usual';
}
