import { applyRules, type MessageRule, type Trouble } from './trouble.ts';

const outOfReach =
  /no such host|dial tcp|i\/o timeout|connection refused|connection reset|EOF|TLS handshake timeout|context deadline exceeded|proxyconnect/i;

/** Whether a container runtime says that it does not reach a registry. */
export function cannotReach(said: string): boolean {
  return outOfReach.test(said);
}

/** What container runtimes and registries say when an image cannot be pulled, and what it means. */
const rules: readonly MessageRule[] = [
  {
    pattern: /toomanyrequests|rate limit|429 Too Many/i,
    words: () => 'the rate limit of the registry is used up',
    hint: 'Wait until the limit resets, or give the cluster a login for the registry, or use a mirror.',
    heals: true,
  },
  {
    pattern: /no match for platform|no matching manifest|exec format error/i,
    words: () => 'it does not support the CPU architecture of this cluster',
    hint: 'Use nodes with an architecture that the image supports (usually amd64), or another image.',
    heals: false,
  },
  {
    pattern: /unauthorized|authentication required|denied|forbidden|401|403/i,
    words: () => 'it needs a login to the registry, or does not exist there',
    hint: 'Check the name of the image. If the image is private, add an imagePullSecret for its registry.',
    heals: false,
  },
  {
    pattern: /not found|manifest unknown|NAME_UNKNOWN|does not exist/i,
    words: () => 'the registry does not have it',
    hint: 'Check the name and tag of the image. Tags can be deleted: use an existing tag, or a mirror that keeps it.',
    heals: false,
  },
  {
    pattern: /x509|certificate/i,
    words: () => 'the nodes do not trust the certificate of the registry',
    hint: 'Add the certificate authority of the registry, or of the inspecting proxy, to the nodes.',
    heals: false,
  },
  {
    pattern: outOfReach,
    words: () => 'the nodes cannot reach the registry',
    hint: 'Check DNS, firewall and the HTTP proxy settings of the container runtime, or use a mirror inside your network.',
    heals: true,
  },
  {
    pattern: /no space left on device/i,
    words: () => 'the disk of the node is full',
    hint: 'Use nodes with larger disks, or remove unused images and files.',
    heals: false,
  },
];

/** An image that does not arrive. `said` is the registry's or runtime's own text, when there is one. */
export function imageTrouble(given: { reason: string; image: string; container: string; said: string }): Trouble {
  const { reason, image, container, said } = given;
  if (reason === 'InvalidImageName') {
    return {
      reason,
      message: `The image name ${image} of container ${container} is not valid.`,
      hint: 'Correct the name of the image.',
      severity: 'error',
      heals: false,
    };
  }
  const found = applyRules(rules, said);
  const words = found?.words ?? 'no reason is known yet';
  const quote = said === '' || /^Back-off pulling image/.test(said) ? '' : ` The registry said: ${shorten(said)}`;
  return {
    reason,
    message: `The image ${image} cannot be pulled: ${words}.${quote}`,
    hint: found?.hint ?? 'Wait a moment for the reason. Kubernetes retries automatically.',
    severity: found?.heals === false ? 'error' : 'warning',
    heals: found?.heals ?? true,
  };
}

/** Runtimes repeat the image at every level of their message; the last part says it. */
function shorten(said: string): string {
  const words = said
    .replace(/^Failed to pull image "[^"]*": /, '')
    .replace(/^rpc error: code = \w+ desc = /, '')
    .replace(/failed to (pull and unpack image|resolve reference|copy) "[^"]*": /g, '');
  return words.length > 300 ? `${words.slice(0, 300)}…` : words;
}
