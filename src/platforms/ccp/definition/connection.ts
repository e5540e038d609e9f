import { z } from 'zod';
import { defineConnection } from '../../definition.ts';
import { proxyFieldKinds, proxyFields, proxyFlags } from '../../proxy-fields.ts';
import { holdsNoPassword, trustInput } from '../../trust.ts';

const schema = z.strictObject({
  platform: z.literal('ccp'),
  /** Is shown: name and password are fields of their own. */
  address: z.url({ protocol: /^https$/, abort: true }).refine(holdsNoPassword, 'must not hold a user name or password'),
  username: z.string().min(1),
  password: z.string().min(1),
  trust: trustInput.default({ mode: 'system' }),
  ...proxyFields,
});

/** How CCP is reached. */
export const ccpConnection = defineConnection({
  schema,
  fields: { address: 'shown', username: 'shown', password: 'secret', trust: 'shown', ...proxyFieldKinds },
  addressField: 'address',
  flags: [
    {
      field: 'address',
      from: 'text',
      flag: '--address <url>',
      text: 'https address',
      example: 'https://ccp.example.com',
    },
    { field: 'username', from: 'text', flag: '--username <name>', text: 'user', example: 'admin' },
    { field: 'trust', from: 'trust' },
    ...proxyFlags,
    { field: 'password', from: 'password', of: 'username' },
  ],
});
