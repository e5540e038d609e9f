import { MlaError } from '../../errors/error.ts';
import { readYaml, UnreadableYaml } from '../../yaml.ts';

/** The DNS-01 solver that `spec.kubeflow.access.tls.dns01` describes: one provider with its fields. Not part of the schema, so that pages need no YAML. Throws `expose.solverUnreadable`. */
export function readSolver(text: string): object {
  try {
    const solver = readYaml(text, { longest: 16_384, maxDepth: 10 });
    if (typeof solver === 'object' && solver !== null && !Array.isArray(solver)) return solver;
  } catch (error) {
    if (!(error instanceof UnreadableYaml)) throw error;
    throw new MlaError('expose.solverUnreadable', { reason: error.message });
  }
  throw new MlaError('expose.solverUnreadable', { reason: 'it is no group of fields' });
}
