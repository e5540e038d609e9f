import type { Choice } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { MlaError } from '../../errors/error.ts';
import { fitOf, oldestUseful } from '../../installation/kubernetes-window.ts';
import type { CcpApi, InventoryList } from './api/ccp-api.ts';
import { compareImages, readImageName, type TenantImage } from './definition/image-name.ts';
import { findByName } from './request/resolve-names.ts';
import { parseSshPublicKey } from './request/ssh-key.ts';

/** A list of the form: the choices it depends on, its source in CCP, and how it is shown. */
interface ChoiceList {
  readonly needs: readonly ('datacenter' | 'cluster')[];
  readonly list: InventoryList;
  readonly show: (names: string[]) => Choice[];
}

const plain = (names: string[]): Choice[] => names.map((name) => ({ value: name, label: name }));

const inventoryChoices: Readonly<Record<string, ChoiceList>> = {
  datacenter: { needs: [], list: 'datacenters', show: plain },
  cluster: { needs: ['datacenter'], list: 'clusters', show: plain },
  resourcePool: {
    needs: ['datacenter', 'cluster'],
    list: 'resource-pools',
    show: (names) => [{ value: '', label: 'None', detail: 'directly in the vSphere cluster' }, ...plain(names)],
  },
  network: { needs: ['datacenter'], list: 'networks', show: plain },
  datastore: { needs: ['datacenter'], list: 'datastores', show: plain },
  gpu: {
    needs: ['datacenter', 'cluster'],
    list: 'gpus/',
    show: (names) => [{ value: '', label: 'No GPU', recommended: true }, ...plain([...new Set(names)])],
  },
  image: { needs: ['datacenter'], list: 'vms', show: showImages },
};

/** Fields that `listCcpChoices` knows. */
export const choiceFields: readonly string[] = ['provider', ...Object.keys(inventoryChoices), 'vipPool', 'sshKey'];

/** The options of a field, given the fields before it by name. @throws ccp.nothingOfThatName, ccp.badSshKey, ccp.choiceMissing, ccp.choicesUnknown */
export async function listCcpChoices(
  api: CcpApi,
  field: string,
  chosen: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Choice[]> {
  if (field === 'provider') return listProviders(api, signal);
  if (field === 'vipPool') return listVipPools(api, signal);
  if (field === 'sshKey') return [describeSshKey(chosen['sshKey'] ?? '')];
  const definition = inventoryChoices[field];
  if (definition === undefined) throw new MlaError('ccp.choicesUnknown', { field, available: choiceFields.join(', ') });
  const query: Record<string, string> = {};
  for (const need of definition.needs) {
    const value = chosen[need];
    if (value === undefined || value === '') throw new MlaError('ccp.choiceMissing', { field, missing: need });
    query[need] = value;
  }
  const provider = findByName(await api.listProviders(signal), chosen['provider'] ?? 'vsphere', 'provider');
  return definition.show(await api.listInventory(provider.id, definition.list, query, signal));
}

async function listProviders(api: CcpApi, signal: AbortSignal): Promise<Choice[]> {
  const providers = await api.listProviders(signal);
  return providers.map(({ name, address }) => ({
    value: name,
    label: name,
    ...(address === undefined ? {} : { detail: address }),
  }));
}

/** The key that the user entered, with type and fingerprint. @throws ccp.badSshKey */
function describeSshKey(given: string): Choice {
  const { text, type, fingerprint } = parseSshPublicKey(given);
  return { value: text, label: type, detail: fingerprint };
}

async function listVipPools(api: CcpApi, signal: AbortSignal): Promise<Choice[]> {
  const subnets = await api.listSubnets(signal);
  const most = Math.max(...subnets.map((subnet) => subnet.free_ips ?? 0));
  return subnets.map(({ name, cidr, free_ips: free }) => ({
    value: name,
    label: name,
    detail: [cidr, typeof free === 'number' ? sayCount(free, 'free address', 'free addresses') : undefined]
      .filter((part) => part !== undefined)
      .join(', '),
    ...(free === most && most > 0 ? { recommended: true } : {}),
  }));
}

function isTooOld({ kubernetesVersion }: TenantImage): boolean {
  return fitOf(kubernetesVersion, { lowest: oldestUseful, highest: oldestUseful }) === 'too-old';
}

/** CCP's tenant images first, newest on top; the other machines after them, since an image may have been given another name. */
function showImages(names: string[]): Choice[] {
  const images = names
    .map(readImageName)
    .filter((image) => image !== undefined)
    .sort(compareImages);
  const others = names.filter((name) => readImageName(name) === undefined);
  return [
    ...images.map((image) => ({
      value: image.name,
      label: image.name,
      detail: `Kubernetes ${image.kubernetesVersion}${image.ccpVersion === undefined ? '' : `, made for CCP ${image.ccpVersion}`}${isTooOld(image) ? `; too old for Kubeflow, which needs ${oldestUseful}` : ''}`,
      ...(image === images[0] && !isTooOld(image) ? { recommended: true } : {}),
    })),
    ...others.map((name) => ({ value: name, label: name, detail: 'not a CCP tenant image' })),
  ];
}
