import type { Secret } from '../secret.ts';
import type { Environment } from './data-directory.ts';

export interface LocalServiceOptions {
  readonly dataDirectory: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly environment: Environment;
}

/** The whole product in this process: store, runs, platforms, HTTP API and pages on 127.0.0.1. */
export interface LocalService {
  readonly url: string;
  /** For a client of this user. */
  readonly token: Secret;
  /** Address that logs a browser in, once. */
  loginLink(): string;
  /** Ends it; running runs go on at the next start. */
  close(): Promise<void>;
}

export type StartLocalService = (options: LocalServiceOptions) => Promise<LocalService>;

export const startLocalService: StartLocalService = () => Promise.reject(new Error('not there yet'));
