import { implementLaptop } from '../laptop/laptop-platform.ts';
import { k3dTool } from './k3d-tool.ts';

/** Clusters that k3d creates on this machine. */
export const k3dImplementation = implementLaptop(k3dTool);
