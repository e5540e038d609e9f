import { loginWords } from '../../words/people/login-words.ts';
import { PasswordForm } from './password-form.tsx';
import { ProviderButton } from './provider-button.tsx';
import { type LoginFormParts, TokenForm } from './token-form.tsx';

interface Ways extends LoginFormParts {
  /** The name of the OpenID provider, if there is one. */
  readonly provider: string | null;
  readonly passwords: boolean;
  readonly next: string;
}

/** The ways to sign in: the usual one first, the others folded. */
export function LoginWays({ provider, passwords, next, ...form }: Ways) {
  const isTokenFirst = provider === null && !passwords;
  return (
    <>
      {provider !== null && <ProviderButton name={provider} next={next} />}
      {passwords && provider === null && <PasswordForm {...form} />}
      {passwords && provider !== null && (
        <details className="mla-login-other">
          <summary>{loginWords.orPassword}</summary>
          <PasswordForm {...form} />
        </details>
      )}
      {isTokenFirst ? (
        <TokenForm {...form} />
      ) : (
        <details className="mla-login-other">
          <summary>{loginWords.orLink}</summary>
          <p className="mla-soft">{loginWords.lead}</p>
          <TokenForm {...form} isSecond />
        </details>
      )}
    </>
  );
}

/** What the page says first. */
export function leadFor(provider: string | null, passwords: boolean): string {
  if (provider !== null) return loginWords.providerLead;
  return passwords ? loginWords.passwordLead : loginWords.lead;
}
