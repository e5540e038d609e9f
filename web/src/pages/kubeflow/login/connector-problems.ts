import { asSentence, describeFields } from '../../../../../src/installation/describe-problems.ts';
import { connector as connectorSchema, type ConnectorWish } from '../../../../../src/installation/login/login.ts';
import { refuseFields } from '../../../../../src/installation/login/refuse-login.ts';

/** What is wrong with a login service, by field. */
export type ConnectorProblems = Readonly<Partial<Record<keyof ConnectorWish, string>>>;

/** What keeps a login service from being tested: wrong values, and fields that its type cannot be without. */
export function connectorProblems(connector: ConnectorWish): ConnectorProblems {
  const { error } = connectorSchema.safeParse(connector);
  const problems: Partial<Record<string, string>> = {};
  // Of a list, the first wrong entry speaks for the field.
  for (const [path, sentence] of Object.entries(error === undefined ? {} : describeFields(error, connector)))
    problems[path.replace(/\..*/, '')] ??= sentence;
  for (const { path, message } of refuseFields(connector)) {
    const field = String(path[0]);
    problems[field] ??= asSentence(message, connector[field as keyof ConnectorWish]);
  }
  return problems;
}
