import { Radio, Spinner } from '@patternfly/react-core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { ProfileDataView } from '../../../../../src/api/contract.ts';
import { call, type CallOutput } from '../../../api/api.ts';
import { userRemovalQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { FormEnd } from '../../../ui/forms/form-end.tsx';
import { userWords } from '../../../words/user-words.ts';

const words = userWords.removal;

interface RemoveUserProps {
  /** Of the installation. */
  readonly name: string;
  readonly email: string;
  readonly changed: () => void;
  readonly close: () => void;
}

/** Takes a login away; the Profile too where its name is typed, after what is in it was shown. */
export function RemoveUser({ name, email, changed, close }: RemoveUserProps) {
  const preview = useQuery(userRemovalQuery(name, email));
  const [profile, setProfile] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () =>
      call('removeUser', { params: { name, email }, query: profile === undefined ? {} : { profile: typed } }),
    onSettled: changed,
  });
  const isWrong = profile !== undefined && typed !== profile;
  const { shown, check } = useProblems({ typed: isWrong ? words.typeName(profile) : undefined });
  if (remove.data !== undefined)
    return (
      <p role="status" className="mla-form-part">
        {sayRemoved(email, remove.data)}
      </p>
    );
  return (
    <form
      className="mla-form-part mla-stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => remove.mutate());
      }}
    >
      <p>{words.body}</p>
      {preview.isPending && <Spinner size="md" aria-label={words.looking} />}
      {preview.isError && <ErrorPanel error={preview.error} />}
      <ProfileChoices email={email} profiles={preview.data?.profiles ?? []} chosen={profile} choose={setProfile} />
      {profile !== undefined && (
        <PlainField
          id={`confirm-${email}`}
          label={words.confirm(profile)}
          value={typed}
          change={setTyped}
          error={shown.typed}
        />
      )}
      {preview.data !== undefined && (
        <FormEnd change={remove} label={words.yes} isDangerous waiting={userWords.waiting} close={close} />
      )}
    </form>
  );
}

interface ProfileChoicesProps {
  readonly email: string;
  readonly profiles: readonly ProfileDataView[];
  /** The Profile to delete. */
  readonly chosen: string | undefined;
  readonly choose: (profile: string | undefined) => void;
}

/** Whether a Profile goes too; what is in it is shown first. */
function ProfileChoices({ email, profiles, chosen, choose }: ProfileChoicesProps) {
  if (profiles.length === 0) return null;
  const radio = (profile: string | undefined, label: string) => (
    <Radio
      id={`profile-of-${email}-${profile ?? ''}`}
      name={`profile-of-${email}`}
      label={label}
      isChecked={chosen === profile}
      onChange={() => choose(profile)}
    />
  );
  return (
    <>
      {radio(undefined, words.keep)}
      {profiles.map((one) => (
        <Fragment key={one.profile}>
          {radio(one.profile, words.delete(one.profile))}
          {chosen === one.profile && <DataOf data={one.data} />}
        </Fragment>
      ))}
    </>
  );
}

function DataOf({ data }: Pick<ProfileDataView, 'data'>) {
  return (
    <div>
      <p className="mla-list-title">{words.data}</p>
      <ul className="mla-next">
        {data.length === 0 && <li>{words.empty}</li>}
        {data.map(({ what, names }) => (
          <li key={what}>
            {what}: {names.join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function sayRemoved(email: string, { login, removedProfile, keptProfiles }: CallOutput<'removeUser'>): string {
  return [
    words.done(email, login),
    removedProfile === null ? '' : words.deleted(removedProfile),
    keptProfiles.length === 0 ? '' : words.kept(keptProfiles.join(', ')),
  ].join('');
}
