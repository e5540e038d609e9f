/** The name of an operation as words: `addPerson` is `add person`. */
export function sayAction(action: string): string {
  return action.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
