import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { upgradeQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { upgradeWords as words } from '../../../words/upgrade-words.ts';
import { ShowUpgrade } from './show-upgrade.tsx';
import { StartUpgrade } from './start-upgrade.tsx';

/** What the upgrade would do, computed when asked. `release` is undefined for the way back. */
export function PreviewUpgrade({ name, release }: { name: string; release: string | undefined }) {
  const [asked, ask] = useState(false);
  const preview = useQuery({ ...upgradeQuery(name, release), enabled: asked });
  if (asked && preview.data !== undefined)
    return (
      <>
        <ShowUpgrade plan={preview.data} />
        <StartUpgrade plan={preview.data} release={release} close={() => ask(false)} />
      </>
    );
  return (
    <>
      {preview.isError && <ErrorPanel error={preview.error} />}
      <div>
        <Button
          variant="secondary"
          isLoading={preview.isFetching}
          isDisabled={preview.isFetching}
          onClick={() => (asked ? void preview.refetch() : ask(true))}
        >
          {words.show}
        </Button>
      </div>
    </>
  );
}
