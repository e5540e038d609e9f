import { implementLaptop } from '../laptop/laptop-platform.ts';
import { kindTool } from './kind-tool.ts';

/** Clusters that kind creates on this machine. */
export const kindImplementation = implementLaptop(kindTool);
