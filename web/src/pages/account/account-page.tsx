import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries.ts';
import { accountWords } from '../../words/people/account-words.ts';
import { PasswordSetting } from './password-setting.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';
import './account-page.css';

/** Who is signed in, with which password, in which browsers and by which programs. */
export function AccountPage() {
  const session = useQuery(sessionQuery);
  const principal = session.data?.principal;
  return (
    <div className="mla-account-page">
      <h1 className="mla-title">{accountWords.title}</h1>
      {principal !== undefined && (
        <p className="mla-soft">{accountWords.lead(principal.name, principal.roles.join(', '))}</p>
      )}
      <PasswordSetting />
      <Sessions />
      <Tokens />
    </div>
  );
}
