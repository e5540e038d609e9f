import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunView } from '../../../../../src/api/run.ts';
import type { Installation } from '../../../../../src/installation/installation.ts';
import { isSampleRelease } from '../../../../../src/installation/sample-release.ts';
import { releasesQuery } from '../../../api/queries.ts';
import { CodePanel } from '../../../ui/show-as/code-panel.tsx';
import { upgradeWords as words } from '../../../words/upgrade-words.ts';
import { back, ChooseRelease } from './choose-release.tsx';
import { otherReleases } from './other-releases.ts';
import { PreviewUpgrade } from './preview-upgrade.tsx';

/** Brings Kubeflow to another release, after showing what that changes. */
export function Upgrade({ installation, run }: { installation: Installation; run: RunView }) {
  const { metadata, spec } = installation;
  const current = spec.kubeflow?.release ?? '';
  const releases = useQuery({ ...releasesQuery, enabled: !isSampleRelease(current) });
  const [chosen, choose] = useState<string>();
  if (releases.data === undefined) return null;
  const options = [...otherReleases(releases.data, current), ...(run.kind === 'upgrade' ? [back] : [])];
  const release = chosen ?? options[0];
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="upgrade">
      <h2 id="upgrade" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.body}</p>
      {release === undefined ? (
        <>
          <p>{words.none}</p>
          <CodePanel label={words.fetchLabel} text={words.fetch} />
        </>
      ) : (
        <>
          <ChooseRelease options={options} value={release} change={choose} />
          <PreviewUpgrade key={release} name={metadata.name} release={release === back ? undefined : release} />
        </>
      )}
    </section>
  );
}
