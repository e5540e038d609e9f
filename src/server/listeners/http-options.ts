/** Of each of our HTTP servers: strict, and patient with bodies. */
export const httpOptions = {
  /** Bytes. Kubeflow's login alone can have several cookies of 4 KB. */
  maxHeaderSize: 64 * 1024,
  /** Milliseconds for the head of a request. A body may take as long as it takes. */
  headersTimeout: 30_000,
  requestTimeout: 0,
  insecureHTTPParser: false,
  requireHostHeader: true,
  keepAliveTimeout: 60_000,
  noDelay: true,
} as const;
