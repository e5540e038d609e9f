export declare function findHelm(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export declare function ensureHelm(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<string | undefined>;
