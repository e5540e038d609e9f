import { Button, Checkbox, Radio } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { UpgradePlan } from '../../../../../src/api/contract.ts';
import { sayRelease } from '../../../../../src/api/say-release.ts';
import { call } from '../../../api/api.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { FieldNote } from '../../../ui/fields/field-note.tsx';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { upgradeWords as words } from '../../../words/upgrade-words.ts';

type Settings = 'keep' | 'replace';

/** What a person decides before an upgrade begins, and the button that begins it. `release` is undefined for the way back. */
export function StartUpgrade({
  plan,
  release,
  close,
}: {
  plan: UpgradePlan;
  release: string | undefined;
  close: () => void;
}) {
  const name = plan.installation;
  const [settings, decide] = useState<Settings>();
  const [unready, allow] = useState(false);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: () =>
      call('startUpgrade', {
        params: { name },
        body: { ...(release !== undefined && { release }), ...(settings && { settings }), ...(unready && { unready }) },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['installation', name] });
      await navigate({ to: '/installations/$name', params: { name } });
    },
  });
  const form = useRef<HTMLDivElement>(null);
  const asksSettings = plan.settings.length > 0;
  const asksUnready = plan.unhealthy.length > 0 && release !== undefined;
  const { shown, check } = useProblems({
    settings: asksSettings && settings === undefined ? words.undecided : undefined,
    unready: asksUnready && !unready ? words.notAllowed : undefined,
  });
  if (!plan.changes.some(({ verb }) => verb !== 'keep')) return <p>{words.same}</p>;
  const choice = (value: Settings) => (
    <Radio
      id={`upgrade-${value}`}
      name="upgrade-settings"
      label={words[value]}
      isChecked={settings === value}
      isValid={shown.settings === undefined}
      aria-describedby="upgrade-settings-note"
      onChange={() => decide(value)}
    />
  );
  return (
    <div className="mla-stack" ref={form}>
      {asksSettings && (
        <div role="radiogroup" aria-label={words.choice}>
          <p>{words.choice}</p>
          {choice('keep')}
          {choice('replace')}
          <FieldNote id="upgrade-settings-note" error={shown.settings} />
        </div>
      )}
      {asksUnready && (
        <div>
          <Checkbox
            id="upgrade-unready"
            label={words.unready}
            isChecked={unready}
            isValid={shown.unready === undefined}
            aria-describedby="upgrade-unready-note"
            onChange={(_, is) => allow(is)}
          />
          <FieldNote id="upgrade-unready-note" error={shown.unready} />
        </div>
      )}
      {start.isError && <ErrorPanel error={start.error} />}
      <div className="mla-row">
        {plan.blockers.length === 0 && (
          <Button
            variant="primary"
            isLoading={start.isPending}
            isDisabled={start.isPending}
            onClick={() => check(form.current, () => start.mutate())}
          >
            {words.start(sayRelease(plan.to))}
          </Button>
        )}
        <Button variant="link" onClick={close}>
          {words.close}
        </Button>
      </div>
    </div>
  );
}
