export declare function findJupyter(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export declare function ensureJupyter(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<string | undefined>;
