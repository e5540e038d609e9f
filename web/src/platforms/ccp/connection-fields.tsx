import { PlainField } from '../../ui/fields/plain-field.tsx';
import { ProxyDetails } from '../proxy-details.tsx';
import { TrustFields } from '../../ui/fields/trust-fields.tsx';
import type { ConnectionFieldsProps } from '../platform-page.ts';
import type { CcpConnection } from './ccp-page.tsx';
import { ccpWords } from './words.ts';

const words = ccpWords.connection;

/** Address of Cisco Container Platform, the user, and how its certificate is verified. */
export function CcpConnectionFields({ values, problems, change }: ConnectionFieldsProps<CcpConnection>) {
  return (
    <>
      <PlainField
        id="connection-address"
        label={words.address}
        hint={words.addressHint}
        value={values.address}
        error={problems['address']}
        change={(address) => change({ address })}
      />
      <div className="mla-columns">
        <PlainField
          id="connection-username"
          label={words.username}
          value={values.username}
          error={problems['username']}
          change={(username) => change({ username })}
        />
        <PlainField
          id="connection-password"
          label={words.password}
          hint={words.passwordHint}
          secret
          value={values.password}
          error={problems['password']}
          change={(password) => change({ password })}
        />
      </div>
      <TrustFields trust={values.trust} problem={problems['trust']} change={(trust) => change({ trust })} />
      <ProxyDetails values={values} problems={problems} change={change} />
    </>
  );
}
