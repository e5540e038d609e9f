import { PlainField } from '../../ui/fields/plain-field.tsx';
import { connectWords } from '../../words/connect-words.ts';
import type { ConnectionDraft, ConnectionProblems } from './connection-draft.ts';
import { TrustFields } from './trust-fields.tsx';

interface CcpConnectionFieldsProps {
  readonly draft: ConnectionDraft;
  readonly problems: ConnectionProblems;
  readonly change: (part: Partial<ConnectionDraft>) => void;
}

/** Where Cisco Container Platform is, who comes, and how its certificate is judged. */
export function CcpConnectionFields({ draft, problems, change }: CcpConnectionFieldsProps) {
  return (
    <>
      <PlainField
        id="connection-address"
        label={connectWords.address}
        hint={connectWords.addressHint}
        value={draft.address}
        error={problems['address']}
        change={(address) => change({ address })}
      />
      <div className="mla-columns">
        <PlainField
          id="connection-username"
          label={connectWords.username}
          value={draft.username}
          error={problems['username']}
          change={(username) => change({ username })}
        />
        <PlainField
          id="connection-password"
          label={connectWords.password}
          hint={connectWords.passwordHint}
          secret
          value={draft.password}
          error={problems['password']}
          change={(password) => change({ password })}
        />
      </div>
      <TrustFields trust={draft.trust} change={(trust) => change({ trust })} />
    </>
  );
}
