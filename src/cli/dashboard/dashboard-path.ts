import { dashboardPath } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';

/** A page of the dashboard from a flag. Throws `cli.badValue`. */
export function readDashboardPath(text: string): string {
  const { success, data } = dashboardPath.safeParse(text);
  if (success) return data;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: '--path',
    expected: 'a path that begins with one slash, without spaces',
    example: '--path /jupyter/',
  });
}
