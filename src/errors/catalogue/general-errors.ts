import type { ErrorDefinition } from '../definition.ts';

export const generalErrors = {
  'general.unforeseen': {
    code: 'MLA-GENERAL-001',
    kind: 'internal',
    message: 'Unexpected error: {reason}',
    cause: 'This is a fault in MLAnywhere itself.',
    fix: 'Try again. If the error comes back, report it with the log of the run (`mla logs`). The log contains no secrets.',
  },
  'general.cancelled': {
    code: 'MLA-GENERAL-002',
    kind: 'cancelled',
    message: 'Cancelled.',
    cause: 'Someone cancelled the operation, or the program was shutting down.',
    fix: 'Start it again when you are ready. Finished work is kept.',
    extras: ['verb', 'object'],
  },
  'general.badProxyAddress': {
    code: 'MLA-GENERAL-003',
    kind: 'invalid',
    message: 'The variable {variable} does not contain a proxy address.',
    cause:
      'A proxy address looks like http://proxy.example:3128. User and password, if the proxy needs them, come before an @.',
    fix: 'Correct {variable}, or unset it if you need no proxy. Then start MLAnywhere again.',
  },
  'general.targetNotAllowed': {
    code: 'MLA-GENERAL-010',
    kind: 'forbidden',
    message: 'This server does not connect to {host}: the host is not among its allowed targets.',
    cause: 'Whoever runs the server listed where it may connect: --allowed-targets or MLA_ALLOWED_TARGETS.',
    fix: 'Enter another address. As an admin, add the host or its network to the list, and restart the server.',
  },
  'general.addressForbidden': {
    code: 'MLA-GENERAL-004',
    kind: 'invalid',
    message: 'MLAnywhere does not connect to {host}: {reason}.',
    cause:
      'Link-local addresses (169.254.0.0/16, fe80::/10) and cloud metadata services hold credentials of this machine. No cluster, proxy or release has such an address.',
    fix: 'Enter the address of the cluster, platform, proxy or release. If the name is correct, ask your DNS administrator why it resolves to this address.',
  },
  'general.proxyLoginUnsupported': {
    code: 'MLA-GENERAL-005',
    kind: 'unauthorized',
    message: 'The proxy {proxy} asks for a login by {schemes}, which MLAnywhere does not support.',
    cause:
      'NTLM and Negotiate (Kerberos) are logins of Windows networks. MLAnywhere logs in with a user and a password (Basic).',
    fix: 'Run a local relay that logs in for you, such as cntlm or px, and set HTTPS_PROXY to its address, for example http://127.0.0.1:3128. Or ask for a proxy that accepts Basic.',
  },
  'general.badAuthorityFile': {
    code: 'MLA-GENERAL-006',
    kind: 'invalid',
    message: 'The file {file} cannot be used as a list of certificate authorities: {reason}.',
    cause:
      'MLA_CA_FILE or `--ca-file` names a PEM file with the certificates of authorities that MLAnywhere trusts beside those of the system.',
    fix: 'Ask your administrator for the certificate of the authority in PEM format: it begins with -----BEGIN CERTIFICATE-----. Correct MLA_CA_FILE or `--ca-file`, then try again.',
  },
  'general.certificateInspected': {
    code: 'MLA-GENERAL-007',
    kind: 'upstream',
    message:
      'The certificate of {host} is from {issuer}, which this machine does not trust. The connection goes through the proxy {proxy}.',
    cause:
      'A proxy that inspects traffic answers in place of the server, with certificates of its own authority. Or the server has a certificate of a private authority.',
    fix: 'If {issuer} belongs to your company, get its certificate as a PEM file. For one connection, paste it there (Advanced: proxy) or give `mla connection add` the flag `--ca-file`. For everything else, start MLAnywhere with MLA_CA_FILE or `--ca-file`.',
  },
  'general.inspectedBesideAuthority': {
    code: 'MLA-GENERAL-011',
    kind: 'upstream',
    message:
      'The certificate of {host} is from {issuer}, which is not the authority that the kubeconfig or the connection names. The connection goes through the proxy {proxy}.',
    cause:
      'A proxy that inspects traffic answers in place of the server, with certificates of its own authority. Where an authority is named, no other counts, as with kubectl. Or the server has a new authority.',
    fix: 'Ask for {host} to be exempt from inspection, or list it in NO_PROXY. If the server has a new authority, name that one.',
  },
  'general.badAuthorityText': {
    code: 'MLA-GENERAL-012',
    kind: 'invalid',
    message: 'The certificate authority of the connection cannot be used: {reason}.',
    cause: 'It must be in PEM format: it begins with -----BEGIN CERTIFICATE-----.',
    fix: 'Ask your administrator for the certificate of the authority in PEM format, and enter it again.',
  },
  'general.proxyRefused': {
    code: 'MLA-GENERAL-008',
    kind: 'upstream',
    message: 'The proxy {proxy} refused the connection to {host}: {reason}.',
    cause: 'The proxy is down, does not allow this address and port, or needs a user and password. {because}',
    fix: 'Correct the address of the proxy, ask for {host} to be allowed, or list {host} in NO_PROXY if it needs no proxy.',
  },
  'general.hostNotReached': {
    code: 'MLA-GENERAL-009',
    kind: 'unavailable',
    message: '{host} cannot be reached: {reason}.',
    cause: 'The name, the port or the certificate is wrong, a firewall is between, or a proxy is needed. {because}',
    fix: 'Check the address. If this network has a proxy, set HTTPS_PROXY.',
    extras: ['proxy'],
  },
} as const satisfies Record<`general.${string}`, ErrorDefinition>;
