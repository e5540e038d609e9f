import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { releasesQuery } from '../../api/queries.ts';
import { newDraft } from '../../draft/draft.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { Mark } from '../../ui/feedback/mark.tsx';
import { May, ReadsOnly } from '../../ui/shell/may.tsx';
import { ShowTabs } from '../../ui/show-as/show-tabs.tsx';
import { WrittenInstallation } from '../../ui/show-as/written-installation.tsx';
import { homeWords } from '../../words/home-words.ts';
import { showAsWords } from '../../words/show-as-words.ts';
import { firstRelease } from '../kubeflow/releases.ts';
import { stageNames, stageWords } from '../../words/stage-words.ts';

const words = homeWords.empty;

/** The first thing anyone sees: what this is in three lines, and two ways to begin. */
export function EmptyHome() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const trySandbox = async () => {
    // Kubeflow where it is on this machine, else the sample: the sandbox takes both.
    const releases = await queryClient.query(releasesQuery).catch(() => []);
    const { keepDraft } = await import('../../draft/keep-draft.ts');
    keepDraft(newDraft('sandbox', firstRelease(releases, 'sample')));
    await navigate({ to: '/new/cluster' });
  };
  return (
    <section className="mla-welcome">
      <Mark />
      <h1>{words.title}</h1>
      <ol className="mla-welcome-lines">
        {words.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <div className="mla-row">
        <May use="applyInstallation">
          <Link to="/new/connect" className="pf-v6-c-button pf-m-primary pf-m-display-lg">
            {words.start}
          </Link>
          <Button variant="secondary" size="lg" onClick={() => void trySandbox()}>
            {words.try}
          </Button>
        </May>
      </div>
      <May use="applyInstallation">
        <p className="mla-soft mla-welcome-hint">{words.tryHint}</p>
      </May>
      <ReadsOnly />
      <ol className="mla-welcome-stages" aria-label={stageWords.railLabel}>
        {stageNames.map((name, index) => (
          <li key={name}>
            <span className="mla-rail-number" aria-hidden="true">
              {index + 1}
            </span>
            <strong>{stageWords.stages[name].title}</strong>
            <span className="mla-soft">{stageWords.stages[name].lead}</span>
          </li>
        ))}
      </ol>
      <ShowBeginning />
    </section>
  );
}

const { comments, tabs } = showAsWords;
const commands = `# ${comments.list}\nmla status\n\n# ${comments.demo}\nmla demo`;

/** The two ways to begin, without this page; the YAML is the sandbox's. */
function ShowBeginning() {
  return (
    <ShowTabs
      start="command"
      panels={{
        yaml: <WrittenInstallation installation={newDraft('sandbox')} as="yaml" />,
        command: <CodePanel label={tabs.command} text={commands} />,
      }}
    />
  );
}
