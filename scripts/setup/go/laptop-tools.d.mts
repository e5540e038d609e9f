interface LaptopTools {
  readonly kind: string;
  readonly k3d: string;
}
export declare function findLaptopTools(env?: NodeJS.ProcessEnv): Promise<LaptopTools | undefined>;
export declare function ensureLaptopTools(options?: {
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}): Promise<LaptopTools | undefined>;
