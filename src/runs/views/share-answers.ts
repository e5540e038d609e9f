/**
 * Gives one answer to equal questions that wait at the same time. A question never joins an answer that was begun
 * before it was asked, so that everybody sees what they have just written.
 */
export function createSharedAnswers(): <T>(question: string, answer: () => Promise<T>) => Promise<T> {
  interface Turn {
    readonly ended: Promise<unknown>;
    next?: Promise<unknown>;
  }
  const turns = new Map<string, Turn>();

  const begin = <T>(question: string, answer: () => Promise<T>): Promise<T> => {
    const answered = answer();
    const turn: Turn = {
      ended: answered.then(
        () => undefined,
        () => undefined,
      ),
    };
    turns.set(question, turn);
    void turn.ended.then(() => turn.next === undefined && turns.delete(question));
    return answered;
  };

  return <T>(question: string, answer: () => Promise<T>): Promise<T> => {
    const turn = turns.get(question);
    if (turn === undefined) return begin(question, answer);
    turn.next ??= turn.ended.then(() => begin(question, answer));
    // The same question has answers of the same type.
    return turn.next as Promise<T>;
  };
}
