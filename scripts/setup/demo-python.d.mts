export declare function findDemoPython(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export declare function ensureDemoPython(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<string | undefined>;
export declare function findPytorch(): Promise<string | undefined>;
