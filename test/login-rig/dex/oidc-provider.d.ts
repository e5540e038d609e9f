/** As much of `oidc-provider` as plays Dex here. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  interface Interaction {
    result: object;
    readonly returnTo: string;
    persist(): Promise<void>;
  }
  interface Context {
    readonly oidc: {
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId: string };
      readonly params: { readonly scope: string };
    };
  }
  export default class Provider {
    constructor(issuer: string, configuration: object);
    readonly Grant: new (properties: { accountId: string; clientId: string }) => Grant;
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    on(event: string, listener: (context: unknown, error: Error) => void): void;
  }
  export type { Context };
}
