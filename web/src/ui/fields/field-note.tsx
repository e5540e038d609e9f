import { FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import type { ReactNode } from 'react';

interface FieldNoteProps {
  readonly id: string;
  readonly error?: string | undefined;
  readonly warning?: ReactNode;
  readonly children?: ReactNode;
}

/** The line under a field: what is wrong with it, what is odd about it, or what it is for. */
export function FieldNote({ id, error, warning, children }: FieldNoteProps) {
  return (
    <FormHelperText>
      <HelperText id={id}>
        {error !== undefined ? (
          <HelperTextItem variant="error">{error}</HelperTextItem>
        ) : warning !== undefined && warning !== null ? (
          <HelperTextItem variant="warning">{warning}</HelperTextItem>
        ) : (
          children !== undefined && children !== null && <HelperTextItem>{children}</HelperTextItem>
        )}
      </HelperText>
    </FormHelperText>
  );
}
