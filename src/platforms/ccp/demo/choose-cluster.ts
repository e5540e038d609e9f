import { generateKeyPairSync } from 'node:crypto';
import type { ApiClient } from '../../../api/client.ts';
import { MlaError } from '../../../errors/error.ts';
import type { InstallationInput } from '../../../installation/installation.ts';
import type { DemoWish } from '../../implementation.ts';

/** The fields of the form, in the order they depend on one another. */
const fields = ['provider', 'datacenter', 'cluster', 'network', 'datastore', 'image', 'vipPool'] as const;

/** Chooses the recommended entry of each list, else the first. */
export async function chooseDemoCluster(client: ApiClient, given: DemoWish): Promise<InstallationInput> {
  const { connection, name, release, components } = given;
  const chosen: Record<string, string> = {};
  for (const field of fields) {
    const choices = await client.call('listChoices', { params: { name: connection, field }, body: chosen });
    const choice = choices.find((one) => one.recommended === true) ?? choices[0];
    if (choice === undefined) throw new MlaError('ccp.simulationEmpty', { field });
    chosen[field] = choice.value;
  }
  const {
    provider = '',
    datacenter = '',
    cluster = '',
    network = '',
    datastore = '',
    image = '',
    vipPool = '',
  } = chosen;
  return {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: {
      cluster: {
        platform: 'ccp',
        connection,
        ccp: { provider, datacenter, cluster, network, datastore, image, vipPool, sshKey: makePublicKey() },
      },
      kubeflow: { release, components },
    },
  };
}

/** An OpenSSH public key whose private half nobody keeps: the nodes are simulated. Format: RFC 4253 section 6.6, RFC 8709. */
function makePublicKey(): string {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const parts = [Buffer.from('ssh-ed25519'), Buffer.from(x, 'base64url')].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return `ssh-ed25519 ${Buffer.concat(parts).toString('base64')} demo`;
}
