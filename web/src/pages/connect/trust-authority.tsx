import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { AuthorityField } from '../../platforms/authority-field.tsx';

const words = {
  title: 'Is this the certificate of your company’s proxy?',
  body: (issuer: string) =>
    `Ask your administrator for the certificate of ${issuer}, and paste it here. Do so only if the authority is your company’s: it can read everything that this connection sends.`,
  missing: 'Fill in this field.',
  button: 'Trust this authority and test again',
} as const;

interface TrustAuthorityProps {
  /** The authority, as certificates name it. */
  readonly issuer: string;
  /** Tests again with it. Gives what is wrong with the text, if something is. */
  readonly confirm: (authorities: string) => string | undefined;
}

/** Where a certificate looks like that of a proxy: the field for its authority, without a search for it. */
export function TrustAuthority({ issuer, confirm }: TrustAuthorityProps) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  return (
    <section className="mla-pin mla-stack-tight" aria-labelledby="authority-title">
      <h2 id="authority-title" className="mla-heading">
        {words.title}
      </h2>
      <p>{words.body(issuer)}</p>
      <AuthorityField id="connection-authority-found" value={typed} problem={problem} change={setTyped} />
      <div>
        <Button variant="secondary" onClick={() => setProblem(typed === '' ? words.missing : confirm(typed))}>
          {words.button}
        </Button>
      </div>
    </section>
  );
}
