import { useQuery } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { ccpWords } from './words.ts';
import { readSshKey } from './ssh-key.ts';
import { TextField } from '../../ui/fields/text-field.tsx';

const path = 'spec.cluster.ccp.sshKey';

/** The public key: pasted or from a file, read, and shown with type and fingerprint so that one sees which it is. */
export function SshKeyField() {
  const { control, setValue } = useFormContext<InstallationInput>();
  const text = useWatch({ control, name: path });
  const key = useQuery({
    queryKey: ['ssh-key', text],
    queryFn: () => readSshKey(text),
    enabled: text !== '',
    staleTime: Infinity,
    gcTime: 0,
  }).data;
  const problem = text !== '' && key !== undefined && 'problem' in key ? key.problem : undefined;
  return (
    <div className="mla-stack-tight">
      <TextField
        path={path}
        problem={problem}
        label={ccpWords.sshKey.label}
        hint={text === '' ? `${ccpWords.sshKey.hint} ${ccpWords.sshKey.make}` : ccpWords.sshKey.hint}
        required
        placeholder="ssh-ed25519 AAAA…"
      />
      <label className="mla-row mla-small mla-soft">
        {ccpWords.sshKey.file}
        <input
          type="file"
          accept=".pub,text/plain"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined)
              void file
                .text()
                .then((content) => setValue(path, content.trim(), { shouldDirty: true, shouldTouch: true }));
          }}
        />
      </label>
      {key !== undefined && 'type' in key && (
        <div role="status">
          <dl className="mla-key-facts">
            <dt>{ccpWords.sshKey.type}</dt>
            <dd className="mla-mono">{key.type}</dd>
            <dt>{ccpWords.sshKey.fingerprint}</dt>
            <dd className="mla-mono">{key.fingerprint}</dd>
            {key.comment !== '' && (
              <>
                <dt>{ccpWords.sshKey.comment}</dt>
                <dd className="mla-mono">{key.comment}</dd>
              </>
            )}
          </dl>
        </div>
      )}
    </div>
  );
}
