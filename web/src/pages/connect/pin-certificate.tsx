import { Button } from '@patternfly/react-core';
import { Fragment } from 'react';
import { connectWords } from '../../words/connect-words.ts';

/** Shows a certificate's fingerprint and pins it only when a person says that it is the right one. */
export function PinCertificate({ fingerprint, confirm }: { fingerprint: string; confirm: () => void }) {
  return (
    <section className="mla-pin mla-stack-tight" aria-labelledby="pin-title">
      <h2 id="pin-title" className="mla-heading">
        {connectWords.pin.title}
      </h2>
      <p>{connectWords.pin.body}</p>
      <p className="mla-mono mla-fingerprint">{bytesOf(fingerprint)}</p>
      <div>
        <Button variant="secondary" onClick={confirm}>
          {connectWords.pin.confirm}
        </Button>
      </div>
    </section>
  );
}

/** The fingerprint, which may break between its bytes only: so it is easier compared. */
function bytesOf(fingerprint: string) {
  return fingerprint.split(/(?<=:)/).map((byte, index) => (
    <Fragment key={index}>
      {byte}
      <wbr />
    </Fragment>
  ));
}
