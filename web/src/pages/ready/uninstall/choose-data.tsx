import { Checkbox } from '@patternfly/react-core';
import type { UninstallPreview } from '../../../../../src/api/contract.ts';
import { uninstallWords as words } from '../../../words/removal/uninstall-words.ts';

interface ChooseDataProps {
  readonly id: string;
  readonly claims: UninstallPreview['claims'];
  readonly data: readonly string[];
  readonly change: (data: readonly string[]) => void;
}

/** Volume claims, each kept unless it is chosen. Nothing where there is none. */
export function ChooseData({ id, claims, data, change }: ChooseDataProps) {
  if (claims.length === 0) return null;
  return (
    <fieldset className="mla-stack">
      <legend className="mla-list-title">{words.data}</legend>
      <p className="mla-small mla-soft">{words.dataHint}</p>
      {claims.map((claim) => (
        <Checkbox
          key={claim.claim}
          id={`${id}-${claim.claim}`}
          label={claim.claim}
          description={aboutClaim(claim)}
          isChecked={data.includes(claim.claim)}
          onChange={(_, chosen) => change(chosen ? [...data, claim.claim] : data.filter((one) => one !== claim.claim))}
        />
      ))}
    </fieldset>
  );
}

function aboutClaim({ size, usedBy, reclaim }: UninstallPreview['claims'][number]): string {
  return [size, ...usedBy, ...(reclaim === 'Retain' ? [words.retained] : [])]
    .filter((text) => text !== undefined)
    .join(' · ');
}
