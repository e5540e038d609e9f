import { Button } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ConnectionView } from '../../../../src/api/contract.ts';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { releasesQuery } from '../../api/queries.ts';
import type { CallOutput } from '../../api/api.ts';
import { useMay } from '../../api/use-may.ts';
import { emptyCluster, newDraft } from '../../draft/draft.ts';
import { platformPages } from '../../platforms/registry.ts';
import { ShowPage } from '../../ui/show-as/show-page.tsx';
import { BackLink } from '../../ui/shell/back-link.tsx';
import { StageHead } from '../../ui/shell/stage-head.tsx';
import { connectWords } from '../../words/connect-words.ts';
import { firstRelease } from '../kubeflow/releases.ts';
import { formsOfSaved } from './connection-forms.ts';
import { NewConnection } from './new-connection.tsx';
import { PlatformCards } from './platform-cards.tsx';
import { SavedConnections } from './saved-connections.tsx';

interface ConnectStageProps {
  readonly platforms: CallOutput<'listPlatforms'>;
  readonly connections: readonly ConnectionView[];
  readonly readAgain: () => Promise<unknown>;
}

/** The platform by card; then a connection to it, saved earlier or new. */
export function ConnectStage({ platforms, connections, readAgain }: ConnectStageProps) {
  const form = useFormContext<InstallationInput>();
  const { platform } = useWatch({ control: form.control, name: 'spec.cluster' });
  const pages = platformPages[platform];
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  useQuery(releasesQuery);
  const goOn = () =>
    navigate({
      to: '/new/cluster',
      search: search.installation === undefined ? {} : { installation: search.installation },
    });
  const choosePlatform = (id: PlatformId) => {
    const known = queryClient.getQueryData(releasesQuery.queryKey) ?? [];
    if (platformPages[id].firstName !== '' && form.getValues('metadata.name') === '')
      form.reset(newDraft(id, firstRelease(known, platformPages[id].firstRelease)));
    else form.setValue('spec.cluster', emptyCluster(id));
    // The sample is for what is simulated: on a platform that is real it would be refused.
    if (definitionOf(id).simulated !== true && isSampleRelease(form.getValues('spec.kubeflow')?.release ?? ''))
      form.setValue('spec.kubeflow.release', firstRelease(known, platformPages[id].firstRelease));
  };
  return (
    <div className="mla-stack">
      <StageHead name="connect" />
      <PlatformCards platforms={platforms} chosen={platform} choose={choosePlatform} />
      {pages.connection === undefined ? (
        <Suspense>
          {pages.WithoutConnection !== undefined && <pages.WithoutConnection />}
          <GoOn chosen goOn={goOn} />
        </Suspense>
      ) : (
        <ConnectionChoice
          key={platform}
          platform={platform}
          connections={connections.filter((connection) => connection.platform === platform)}
          readAgain={readAgain}
          goOn={goOn}
        />
      )}
    </div>
  );
}

interface ConnectionChoiceProps {
  readonly platform: PlatformId;
  /** Those to this platform. */
  readonly connections: readonly ConnectionView[];
  readonly readAgain: () => Promise<unknown>;
  readonly goOn: () => Promise<unknown>;
}

function ConnectionChoice({ platform, connections, readAgain, goOn }: ConnectionChoiceProps) {
  const form = useFormContext<InstallationInput>();
  const { OfConnection } = platformPages[platform];
  const name = useWatch({ control: form.control, name: 'spec.cluster.connection' });
  const [another, setAnother] = useState(false);
  const maySave = useMay('saveConnection');
  const isNew = another || connections.length === 0;
  const chosen = connections.find((connection) => connection.name === name);
  const choose = (saved: string) => {
    setAnother(false);
    form.setValue('spec.cluster.connection', saved);
  };
  const takeNew = async (saved: string) => {
    form.setValue('spec.cluster.connection', saved);
    await readAgain();
    await goOn();
  };
  return (
    <>
      {connections.length > 0 && (
        <SavedConnections
          connections={connections}
          chosen={isNew ? undefined : name}
          choose={choose}
          another={isNew}
          chooseAnother={maySave ? () => setAnother(true) : undefined}
        />
      )}
      {isNew && !maySave ? (
        <p>{connectWords.adminSaves}</p>
      ) : isNew ? (
        <NewConnection platform={platform} saved={takeNew} />
      ) : (
        <>
          <GoOn chosen={chosen !== undefined} goOn={goOn} />
          <Suspense>{chosen && OfConnection && <OfConnection name={chosen.name} />}</Suspense>
          <ShowPage forms={formsOfSaved(platform, chosen)} />
        </>
      )}
    </>
  );
}

function GoOn({ chosen, goOn }: { chosen: boolean; goOn: () => Promise<unknown> }) {
  return (
    <div className="mla-actions">
      <Button isDisabled={!chosen} aria-describedby="go-on-why" onClick={() => void goOn()}>
        {connectWords.continue}
      </Button>
      <BackLink to="/" />
      <span id="go-on-why" className="mla-soft">
        {chosen ? undefined : connectWords.saveFirst}
      </span>
    </div>
  );
}
