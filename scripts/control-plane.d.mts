export declare function controlPlaneCacheFile(env?: NodeJS.ProcessEnv): Promise<string>;
export declare function findControlPlane(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export declare function checkGo(
  env?: NodeJS.ProcessEnv,
): Promise<{ needed: string; found: string | undefined; enough: boolean }>;
export declare function ensureControlPlane(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<string | undefined>;
export declare function adoptControlPlane(file: string, env?: NodeJS.ProcessEnv): Promise<string>;
