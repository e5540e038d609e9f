import { PlainField } from '../ui/fields/plain-field.tsx';
import { AuthorityField } from './authority-field.tsx';
import type { TypedProxy } from './typed-proxy.ts';

const words = {
  title: 'Advanced: proxy',
  proxy: 'Proxy of this connection',
  hint: 'For example http://user@proxy.example.com:3128. Type none to connect directly. Leave it empty for the proxy of the server.',
  password: 'Password of the proxy’s user',
  passwordHint: 'Stored encrypted. Leave it empty if the proxy asks for no password.',
} as const;

interface ProxyDetailsProps {
  readonly values: TypedProxy;
  readonly problems: Readonly<Record<string, string | undefined>>;
  readonly change: (changed: Partial<TypedProxy>) => void;
}

/** Few connections need it, so it is folded away until a field of it has a problem. */
export function ProxyDetails({ values, problems, change }: ProxyDetailsProps) {
  const hasProblem = ['proxy', 'proxyPassword', 'authorities'].some((field) => problems[field] !== undefined);
  return (
    <details {...(hasProblem && { open: true })}>
      <summary className="mla-small">{words.title}</summary>
      <div className="mla-stack-tight">
        <div className="mla-columns">
          <PlainField
            id="connection-proxy"
            label={words.proxy}
            hint={words.hint}
            value={values.proxy}
            error={problems['proxy']}
            change={(proxy) => change({ proxy })}
          />
          <PlainField
            id="connection-proxy-password"
            label={words.password}
            hint={words.passwordHint}
            secret
            value={values.proxyPassword}
            error={problems['proxyPassword']}
            change={(proxyPassword) => change({ proxyPassword })}
          />
        </div>
        <AuthorityField
          value={values.authorities}
          problem={problems['authorities']}
          change={(authorities) => change({ authorities })}
        />
      </div>
    </details>
  );
}
