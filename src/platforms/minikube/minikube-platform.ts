import { implementLaptop } from '../laptop/laptop-platform.ts';
import { minikubeTool } from './minikube-tool.ts';

/** Clusters that minikube creates on this machine. */
export const minikubeImplementation = implementLaptop(minikubeTool);
