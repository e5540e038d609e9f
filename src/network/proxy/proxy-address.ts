import { inspect } from 'node:util';
import { Secret } from '../../secret.ts';
import { basicLogin, decoded } from './basic-login.ts';

/** How a proxy is spoken to. */
const protocols = /^(https?|socks5h?):$/;

/** The address of a proxy. Its user and password are in no text, JSON or log that is made of it. */
export class ProxyAddress {
  /** Without user and password: `http://proxy.example:3128`. */
  readonly shown: string;
  /** `proxy.example:3128`; without the port if it is the protocol's own. */
  readonly host: string;
  readonly isSocks: boolean;
  readonly #url: URL;

  private constructor(url: URL) {
    this.#url = url;
    this.host = url.host;
    this.shown = `${url.protocol}//${url.host}`;
    this.isSocks = url.protocol.startsWith('socks');
  }

  /** With or without its scheme (`proxy:3128`), with or without user and password. Undefined for what is no address of a proxy. */
  static read(text: string): ProxyAddress | undefined {
    const url = URL.parse(text.includes('://') ? text : `http://${text}`);
    if (url === null || url.hostname === '' || !protocols.test(url.protocol)) return undefined;
    return new ProxyAddress(url);
  }

  /** Where to connect to, without user and password. */
  get target(): URL {
    return new URL(this.shown);
  }

  /** The value of `Proxy-Authorization`. */
  get basic(): Secret | undefined {
    const login = basicLogin(this.#url);
    return login === undefined ? undefined : new Secret(login);
  }

  get login(): { readonly user: string; readonly password: Secret } | undefined {
    const { username, password } = this.#url;
    if (username === '' && password === '') return undefined;
    return { user: decoded(username), password: new Secret(decoded(password)) };
  }

  /** The same proxy and user with a password. */
  withPassword(password: string): ProxyAddress {
    const url = new URL(this.#url);
    url.password = encodeURIComponent(password);
    return new ProxyAddress(url);
  }

  /** With user and password. Call it only where it goes to a program that needs it. */
  reveal(): string {
    return this.#url.href;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }

  [inspect.custom](): string {
    return this.shown;
  }
}
