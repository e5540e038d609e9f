/** The proxy failed or refused, not the server behind it. The message completes "The proxy ... refused:". */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
}
