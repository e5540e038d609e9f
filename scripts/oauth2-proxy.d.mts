export declare function findOauth2Proxy(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export declare function ensureOauth2Proxy(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<string | undefined>;
