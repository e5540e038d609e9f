import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change about people; afterwards everything that shows them is read again. Its answer, which may hold a link, is kept nowhere. */
export function usePeopleChange<Input = void, Answer = unknown>(change: (input: Input) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    gcTime: 0,
    onSettled: () =>
      Promise.all(
        ['people', 'sessions', 'tokens', 'session'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
