import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import type { UserView } from '../../../../../src/api/contract.ts';
import { May } from '../../../ui/shell/may.tsx';
import { userWords as words } from '../../../words/user-words.ts';
import { ChangeUser } from './change-user.tsx';
import { RemoveUser } from './remove-user.tsx';
import { ResetPassword } from './reset-password.tsx';

interface UserRowProps {
  /** Of the installation. */
  readonly name: string;
  readonly user: UserView;
  /** Namespaces that have an owner. */
  readonly known: readonly string[];
  /** Called when something about users has changed. */
  readonly changed: () => void;
}

/** One user: login, namespaces, and what can be done. */
export function UserRow({ name, user, known, changed }: UserRowProps) {
  const { email, login } = user;
  const [open, setOpen] = useState<'change' | 'reset' | 'remove' | undefined>(undefined);
  const close = () => setOpen(undefined);
  return (
    <li className="mla-user">
      <div className="mla-user-line">
        <div>
          <p>
            <Address email={email} />
          </p>
          <p className="mla-soft mla-small">{words.login[login]}</p>
        </div>
        <Namespaces user={user} />
        <div className="mla-row">
          <May use="changeUser">
            <Button variant="link" isInline aria-label={words.change.of(email)} onClick={() => setOpen('change')}>
              {words.change.button}
            </Button>
            {login !== 'external' && (
              <Button variant="link" isInline aria-label={words.resetOf(email)} onClick={() => setOpen('reset')}>
                {words.reset}
              </Button>
            )}
            {login !== 'first' && (
              <Button
                variant="link"
                isInline
                isDanger
                aria-label={words.removeOf(email)}
                onClick={() => setOpen('remove')}
              >
                {words.remove}
              </Button>
            )}
          </May>
        </div>
      </div>
      {open === 'change' && <ChangeUser name={name} user={user} known={known} changed={changed} close={close} />}
      {open === 'reset' && <ResetPassword name={name} email={email} close={close} />}
      {open === 'remove' && <RemoveUser name={name} email={email} changed={changed} close={close} />}
    </li>
  );
}

/** Breaks before the domain where it has to break, and anywhere only if that is not enough. */
function Address({ email }: { email: string }) {
  const [person = '', ...domain] = email.split('@');
  return (
    <strong>
      {person}
      {domain.length > 0 && '@'}
      <wbr />
      {domain.join('@')}
    </strong>
  );
}

function Namespaces({ user: { profiles, contributes } }: { user: UserView }) {
  if (profiles.length + contributes.length === 0) return <p className="mla-soft">{words.noNamespace}</p>;
  return (
    <div>
      {profiles.map((profile) => (
        <p key={profile.name}>
          <span className="mla-soft">{words.owns}:</span> {profile.name}
          {Object.keys(profile.quota).length > 0 && (
            <span className="mla-soft mla-small"> ({words.quota(profile.quota)})</span>
          )}
        </p>
      ))}
      {contributes.length > 0 && (
        <p>
          <span className="mla-soft">{words.contributes}:</span>{' '}
          {contributes.map(({ namespace, role }) => `${namespace} (${role})`).join(', ')}
        </p>
      )}
    </div>
  );
}
