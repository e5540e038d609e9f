import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Choice } from '../../../../src/api/contract.ts';
import { choicesQuery } from '../../api/queries.ts';

/** State of a list from the platform. `typing`: the user types instead; `waiting`: an earlier field is not chosen yet. */
export type ChoiceState = 'typing' | 'waiting' | 'loading' | 'failed' | 'empty' | 'ok';

interface ChoiceQuestion {
  readonly connection: string;
  /** The list's name at the server. */
  readonly list: string;
  readonly before: Readonly<Record<string, string>>;
  readonly required: boolean;
  readonly value: string;
  readonly change: (value: string) => void;
}

export interface ChoiceList {
  readonly state: ChoiceState;
  readonly choices: readonly Choice[];
  readonly error: unknown;
  /** The value was saved earlier, and the platform does not list it any more. */
  readonly gone: boolean;
  readonly readAgain: () => void;
  readonly typeInstead: (typing: boolean) => void;
}

/** Asks the platform for a list when all fields it depends on are chosen, and selects the default. */
export function useChoiceList({ connection, list, before, required, value, change }: ChoiceQuestion): ChoiceList {
  const [typing, setTyping] = useState(false);
  const ready = Object.values(before).every((chosen) => chosen !== '');
  const query = useQuery({ ...choicesQuery(connection, list, { ...before }), enabled: ready && !typing });
  const choices = query.data ?? [];
  const only = typing ? '' : proposal(choices, required);
  useEffect(() => {
    if (value === '' && only !== '') change(only);
  }, [value, only, change]);
  const state = typing ? 'typing' : ready ? stateOf(query) : 'waiting';
  return {
    state,
    choices,
    error: query.error,
    gone: state === 'ok' && value !== '' && choices.every((choice) => choice.value !== value),
    readAgain: () => void query.refetch(),
    typeInstead: setTyping,
  };
}

function stateOf({
  isFetching,
  isError,
  data,
}: {
  readonly isFetching: boolean;
  readonly isError: boolean;
  readonly data: readonly Choice[] | undefined;
}): ChoiceState {
  if (isFetching) return 'loading';
  if (isError) return 'failed';
  return data?.length === 0 ? 'empty' : 'ok';
}

/** The default: the recommended value, or the only one; empty when there is none. */
function proposal(choices: readonly Choice[], required: boolean): string {
  const recommended = choices.find((choice) => choice.recommended === true);
  if (recommended !== undefined) return recommended.value;
  return required && choices.length === 1 ? (choices[0]?.value ?? '') : '';
}
