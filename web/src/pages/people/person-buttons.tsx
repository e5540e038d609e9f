import { Button } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { PersonView } from '../../../../src/api/contract.ts';
import { owner } from '../../../../src/api/principal.ts';
import { peopleWords as words } from '../../words/people/people-words.ts';

/** What opens below a person. */
export type PersonPart = 'change' | 'link' | 'logins' | 'disable' | 'remove';

interface PersonButtonsProps {
  readonly person: PersonView;
  readonly open: (part: PersonPart) => void;
  readonly enable: () => void;
  readonly busy: boolean;
}

/** What an admin can do with a person. The owner cannot be disabled or removed. */
export function PersonButtons({ person: { id, name, disabled }, open, enable, busy }: PersonButtonsProps) {
  const button = (part: PersonPart, isDanger = false) => (
    <Button variant="link" isInline isDanger={isDanger} aria-label={words[part].of(name)} onClick={() => open(part)}>
      {words[part].button}
    </Button>
  );
  return (
    <div className="mla-row">
      {button('change')}
      {!disabled && button('link')}
      {button('logins')}
      <Link to="/audit" search={{ person: id }} aria-label={words.audit.of(name)}>
        {words.audit.link}
      </Link>
      {id !== owner.id && (
        <>
          {disabled ? (
            <Button variant="link" isInline aria-label={words.enable.of(name)} isDisabled={busy} onClick={enable}>
              {words.enable.button}
            </Button>
          ) : (
            button('disable', true)
          )}
          {button('remove', true)}
        </>
      )}
    </div>
  );
}
