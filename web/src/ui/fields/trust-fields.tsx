import { Alert } from '@patternfly/react-core';
import type { Trust } from '../../../../src/api/contract.ts';
import { PlainField } from './plain-field.tsx';
import { connectWords } from '../../words/connect-words.ts';

const modes: readonly Trust[] = [
  { mode: 'system' },
  { mode: 'fingerprint', sha256: '' },
  { mode: 'ca', certificate: '' },
  { mode: 'insecure' },
];

interface TrustFieldsProps {
  readonly trust: Trust;
  /** What is wrong with the certificate or fingerprint. */
  readonly problem?: string | undefined;
  readonly change: (trust: Trust) => void;
}

/** How the platform's certificate is judged. */
export function TrustFields({ trust, problem, change }: TrustFieldsProps) {
  const words = connectWords.trust;
  return (
    <fieldset className="mla-stack-tight">
      <legend className="mla-legend">{words.label}</legend>
      {modes.map((option) => (
        <label key={option.mode} className="mla-pick">
          <input type="radio" name="trust" checked={trust.mode === option.mode} onChange={() => change(option)} />
          <span>{words[option.mode]}</span>
        </label>
      ))}
      {trust.mode === 'ca' && (
        <PlainField
          id="connection-trust"
          label={words.caLabel}
          rows={5}
          value={trust.certificate}
          error={problem}
          change={(certificate) => change({ mode: 'ca', certificate })}
        />
      )}
      {trust.mode === 'fingerprint' && (
        <PlainField
          id="connection-trust"
          label={words.fingerprintLabel}
          hint={words.fingerprintHint}
          value={trust.sha256}
          error={problem}
          change={(sha256) => change({ mode: 'fingerprint', sha256 })}
        />
      )}
      {trust.mode === 'insecure' && (
        <Alert component="p" isInline isPlain variant="warning" title={words.insecureWarning} />
      )}
    </fieldset>
  );
}
