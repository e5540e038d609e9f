import { Alert, Checkbox, Radio } from '@patternfly/react-core';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { userWords } from '../../../words/user-words.ts';
import { type DraftErrors, namespaceOf, type NewUserDraft } from './new-user-draft.ts';
import { PasswordChoice } from './password-choice.tsx';
import { QuotaFields } from './quota-fields.tsx';

const words = userWords.form;

interface FieldsProps {
  readonly draft: NewUserDraft;
  readonly change: (part: Partial<NewUserDraft>) => void;
  readonly errors: DraftErrors;
  /** Namespaces that have an owner. */
  readonly known: readonly string[];
  /** What the external login services of the installation are called. */
  readonly services: readonly string[];
}

/** Who it is, how that person logs in, and where they work. */
export function NewUserFields({ draft, change, errors, known, services }: FieldsProps) {
  return (
    <>
      <LoginChoice external={draft.external} services={services} choose={(external) => change({ external })} />
      <div className="mla-columns">
        <PlainField
          id="user-email"
          label={words.email}
          value={draft.email}
          change={(email) => change({ email })}
          hint={draft.external ? words.externalEmailHint : words.emailHint}
          error={errors['email']}
        />
        <PlainField
          id="user-contributes"
          label={words.contributes}
          value={draft.contributes}
          change={(contributes) => change({ contributes })}
          hint={words.contributesHint(known.slice(0, 5).join(', '))}
          error={errors['contributes']}
        />
      </div>
      {!draft.external && (
        <PasswordChoice
          id="user-password"
          given={draft.password}
          change={(password) => change({ password })}
          error={errors['password']}
        />
      )}
      <Checkbox
        id="user-with-profile"
        label={words.withNamespace}
        isChecked={draft.withProfile}
        onChange={(_, withProfile) => change({ withProfile })}
      />
      {draft.withProfile && (
        <div className="mla-columns mla-columns-narrow">
          <PlainField
            id="user-profile"
            label={words.namespace}
            value={namespaceOf(draft)}
            change={(profile) => change({ profile })}
            hint={words.namespaceHint}
            error={errors['profile']}
          />
          <QuotaFields
            id="user-quota"
            quota={draft.quota}
            change={(quota) => change({ quota })}
            errorOf={(limit) => errors[limit]}
          />
        </div>
      )}
    </>
  );
}

interface LoginChoiceProps {
  readonly external: boolean;
  readonly services: readonly string[];
  readonly choose: (external: boolean) => void;
}

/** By a password in Dex, or at a login service of the company. */
function LoginChoice({ external, services, choose }: LoginChoiceProps) {
  const { legend, password, service, none } = words.login;
  return (
    <fieldset className="mla-stack-tight">
      <legend className="mla-legend">{legend}</legend>
      <Radio
        id="user-login-password"
        name="user-login"
        label={password}
        isChecked={!external}
        onChange={() => choose(false)}
      />
      <Radio
        id="user-login-external"
        name="user-login"
        label={service(services.join(', '))}
        isChecked={external}
        onChange={() => choose(true)}
      />
      {external && services.length === 0 && <Alert component="p" variant="warning" isInline isPlain title={none} />}
    </fieldset>
  );
}
