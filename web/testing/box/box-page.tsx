import { PlainField } from '../../src/ui/fields/plain-field.tsx';
import { Section } from '../../src/ui/fields/section.tsx';
import { TextField } from '../../src/ui/fields/text-field.tsx';
import type { ConnectionFieldsProps, PlatformPage } from '../../src/platforms/platform-page.ts';

interface BoxConnection {
  readonly address: string;
  readonly key: string;
}

function BoxConnectionFields({ values, problems, change }: ConnectionFieldsProps<BoxConnection>) {
  return (
    <>
      <PlainField
        id="connection-address"
        label="Address of the box"
        value={values.address}
        error={problems['address']}
        change={(address) => change({ address })}
      />
      <PlainField
        id="connection-key"
        label="Key of the box"
        secret
        value={values.key}
        error={problems['key']}
        change={(key) => change({ key })}
      />
    </>
  );
}

function BoxFields() {
  // The compiler knows the fields of the product's platforms alone.
  const path = (field: string) => `spec.cluster.box.${field}` as 'metadata.name';
  return (
    <Section title="Shelf" lead="Where in the box.">
      <TextField path={path('shelf')} label="Shelf" required />
      <TextField path={path('image')} label="Box image" required />
    </Section>
  );
}

/** The pages of a platform that the product does not have. */
export const boxPage = {
  title: 'Box',
  firstName: '',
  firstRelease: 'sample',
  emptyCluster: (connection: string) => ({ platform: 'box', connection, box: { shelf: '', image: '' } }),
  kept: ['shelf', 'image'],
  ClusterFields: BoxFields,
  connection: {
    name: 'rack',
    empty: { address: '', key: '' },
    Fields: BoxConnectionFields,
    toInput: (values: BoxConnection) => ({ ...values }),
    layers: ['login'],
  },
  firstGuess: { create: 1000, delete: 1000 },
  teaching: {},
} as unknown as PlatformPage;
