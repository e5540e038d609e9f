import { Button, Checkbox, Radio } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DemoContentView } from '../../../../../src/api/contract.ts';
import { call } from '../../../api/api.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { demoWords as words } from '../../../words/demo-words.ts';

const frameworks = { tensorflow: 'TensorFlow', pytorch: 'PyTorch' } as const;
type Framework = keyof typeof frameworks;

interface InstallDemoProps {
  readonly name: string;
  readonly view: DemoContentView;
  readonly changed: () => void;
}

/** Installs the demo, or continues an installation that was interrupted with what it began with. */
export function InstallDemo({ name, view, changed }: InstallDemoProps) {
  const { demo, accelerator } = view;
  const begun = Object.keys(frameworks).find((one) => demo?.variant.startsWith(frameworks[one as Framework]));
  const [chosen, setFramework] = useState<Framework>('tensorflow');
  const [gpu, setGpu] = useState(false);
  const body =
    demo === null
      ? { framework: chosen, gpu }
      : { framework: (begun ?? chosen) as Framework, gpu: demo.variant.includes(' with ') };
  const install = useMutation({
    mutationFn: () => call('installDemoContent', { params: { name }, body }),
    onSettled: changed,
  });
  if (isWhole(view)) return null;
  const unseen = isUnseen(view);
  return (
    <>
      {unseen && <p className="mla-soft">{words.unseenRun}</p>}
      {demo === null && (
        <fieldset className="mla-row">
          <legend className="pf-v6-screen-reader">{words.framework}</legend>
          {(Object.keys(frameworks) as Framework[]).map((one) => (
            <Radio
              key={one}
              id={`demo-${one}`}
              name="demo-framework"
              label={frameworks[one]}
              isChecked={chosen === one}
              onChange={() => setFramework(one)}
            />
          ))}
        </fieldset>
      )}
      {demo === null && accelerator !== null && (
        <Checkbox
          id="demo-gpu"
          label={words.gpu(accelerator)}
          isChecked={gpu}
          onChange={(_, checked) => setGpu(checked)}
        />
      )}
      {install.isError && <ErrorPanel error={install.error} />}
      <div>
        <Button variant="secondary" isLoading={install.isPending} onClick={() => install.mutate()}>
          {demo === null ? words.install : unseen ? words.lookUp : words.goOn}
        </Button>
      </div>
    </>
  );
}

/** Nothing of the demo is missing. */
function isWhole({ demo, run, pipelines }: DemoContentView): boolean {
  return demo?.ide?.state === 'ready' && (run !== null || !pipelines);
}

/** All that the cluster shows is there, and nothing is known of the run. */
function isUnseen({ demo, error }: DemoContentView): boolean {
  return demo?.ide?.state === 'ready' && error === null;
}
