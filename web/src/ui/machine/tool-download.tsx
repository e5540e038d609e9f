import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MachinePart } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { call } from '../../api/api.ts';
import { machineWords } from '../../words/machine-words.ts';
import { ErrorPanel } from '../feedback/error-panel.tsx';

const words = machineWords.download;

interface ToolDownloadProps {
  readonly platform: PlatformId;
  readonly download: NonNullable<MachinePart['download']>;
}

/** Downloads the tool that is missing, with the digest that it must have. The machine is checked again afterwards. */
export function ToolDownload({ platform, download: { version, url, sha256 } }: ToolDownloadProps) {
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call('downloadTool', { params: { platform } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['machine'] }),
  });
  return (
    <div className="mla-machine-download mla-stack-tight">
      <div>
        <Button isLoading={isPending} isDisabled={isPending} onClick={() => mutate()}>
          {words.button(platform, version)}
        </Button>
      </div>
      <p className="mla-small mla-soft">{words.about(url)}</p>
      <code className="mla-mono mla-small">{sha256}</code>
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
