import type { ErrorDefinition } from '../definition.ts';

export const ccpErrors = {
  'ccp.badAddress': {
    code: 'MLA-CCP-001',
    kind: 'invalid',
    message: '{address} is not the address of a CCP: {reason}.',
    cause:
      'The address must be that of the CCP control plane, as in the browser, without anything after the host and port.',
    fix: 'Give it as https://<name or IP address> or https://<name or IP address>:<port>.',
  },
  'ccp.hostUnknown': {
    code: 'MLA-CCP-002',
    kind: 'unavailable',
    message: 'The name {host} could not be found.',
    cause:
      'The name is misspelled, the name server that knows it cannot be asked from here (VPN, internal DNS), or only a proxy knows it. {because}',
    fix: 'Check the name, the DNS and the VPN of the machine MLAnywhere runs on, or use the IP address of CCP.',
  },
  'ccp.connectionRefused': {
    code: 'MLA-CCP-003',
    kind: 'unavailable',
    message: '{address} refused the connection.',
    cause: 'Nothing listens at this address and port: CCP is down or starting, or the port is another one.',
    fix: 'Check address and port: CCP is usually at port 443, releases of 2018 at a port above 30000.',
  },
  'ccp.unreachable': {
    code: 'MLA-CCP-004',
    kind: 'timeout',
    message: '{address} could not be reached: {reason}.',
    cause: 'A firewall drops the packets, or a route, VPN or proxy is missing. {because}',
    fix: 'From the machine MLAnywhere runs on, open the way to this address and port, or set HTTPS_PROXY (and NO_PROXY) when a proxy leads there.',
  },
  'ccp.proxyRefused': {
    code: 'MLA-CCP-005',
    kind: 'upstream',
    message: 'The proxy {proxy} did not open the way to {address}: {reason}.',
    cause: 'The proxy is not there, does not allow this address and port, or wants a user and password. {because}',
    fix: 'Add the host of CCP (or its network, as 10.0.0.0/8) to NO_PROXY when it is reached directly; else correct HTTPS_PROXY or have the proxy allow it. Then start MLAnywhere again.',
  },
  'ccp.certificateUntrusted': {
    code: 'MLA-CCP-006',
    kind: 'upstream',
    message: 'The certificate of {address} is not trusted: {reason}.',
    cause: 'CCP comes with a certificate that it signed itself. Its SHA-256 fingerprint is {fingerprint}.',
    fix: 'Compare the fingerprint with the one CCP’s administrator sees; if they are the same, pin it in the connection. Or give the certificate of the authority that signed it.',
  },
  'ccp.certificateForOtherName': {
    code: 'MLA-CCP-007',
    kind: 'upstream',
    message: 'The certificate of {address} is for another name: {reason}.',
    cause: 'CCP is reached by an address that its certificate does not list. Its SHA-256 fingerprint is {fingerprint}.',
    fix: 'Use the name that is in the certificate, or compare the fingerprint and pin it in the connection.',
  },
  'ccp.certificateOutOfDate': {
    code: 'MLA-CCP-008',
    kind: 'upstream',
    message: 'The certificate of {address} is not valid at this time: {reason}.',
    cause: 'The certificate has expired, or a clock is wrong. Its SHA-256 fingerprint is {fingerprint}.',
    fix: 'Compare the clocks of this machine and of CCP; if they agree, have the certificate renewed, or pin its fingerprint for the time being.',
  },
  'ccp.fingerprintChanged': {
    code: 'MLA-CCP-009',
    kind: 'upstream',
    message:
      '{address} shows another certificate than the one that was pinned: its fingerprint is {fingerprint}, pinned is {pinned}.',
    cause:
      'CCP was set up again or its certificate renewed. Or someone stands in between: nothing was sent, the password neither.',
    fix: 'Ask CCP’s administrator for the fingerprint. Only if it is the new one, pin that one in the connection.',
  },
  'ccp.notHttps': {
    code: 'MLA-CCP-010',
    kind: 'upstream',
    message: '{address} does not speak HTTPS: {reason}.',
    cause:
      'The port leads to something else, for example to plain HTTP, or only to TLS versions that are no longer safe.',
    fix: 'Check the port: open the address in a browser, it must show CCP’s sign-in page.',
  },
  'ccp.connectionBroke': {
    code: 'MLA-CCP-011',
    kind: 'unavailable',
    message: 'The connection to {address} broke: {reason}.',
    cause: 'CCP restarted, or something in between (load balancer, proxy, VPN) cut the connection.',
    fix: 'Try again. If it comes back, look at CCP and at what lies between it and MLAnywhere.',
  },
  'ccp.noAnswer': {
    code: 'MLA-CCP-012',
    kind: 'timeout',
    message: '{address} did not answer in {seconds} s ({request}).',
    cause:
      'CCP or the vCenter behind it is overloaded or stuck, or something in between holds the connection open in silence.',
    fix: 'Try again in a moment. If it stays, look at CCP’s health and whether it reaches its vCenter.',
  },
  'ccp.notCcp': {
    code: 'MLA-CCP-013',
    kind: 'upstream',
    message: 'What answers at {address} is not CCP as we know it: {reason} ({request}).',
    cause:
      'Something else answers in its place (a sign-in page, a proxy, a load balancer), or it is a release of CCP that answers in another way.',
    fix: 'Open the address in a browser: it must show CCP’s own sign-in page. MLAnywhere needs the v3 API of CCP 5 and later.',
  },
  'ccp.serverFault': {
    code: 'MLA-CCP-014',
    kind: 'upstream',
    message: 'CCP failed with {status} ({request}): {reason}',
    cause: 'A fault inside CCP or of the vCenter behind it.',
    fix: 'Try again. If it comes back, look at CCP’s health page and log.',
  },
  'ccp.redirected': {
    code: 'MLA-CCP-015',
    kind: 'upstream',
    message: '{address} sends on to another place ({location}), which MLAnywhere does not follow.',
    cause:
      'A sign-in gateway or a load balancer stands before CCP. Following it could hand the login token to a stranger.',
    fix: 'Give the address at which CCP itself answers.',
  },
  'ccp.wrongPassword': {
    code: 'MLA-CCP-020',
    kind: 'unauthorized',
    message: 'CCP does not accept the user name or password of {username}.',
    cause:
      'One of the two is misspelled, the password was changed, or the account is of a directory that CCP cannot reach.',
    fix: 'Sign in to {address} in a browser with the same user name and password, then correct the connection.',
  },
  'ccp.loginForbidden': {
    code: 'MLA-CCP-021',
    kind: 'forbidden',
    message: 'CCP does not let {username} log in: {reason}',
    cause: 'The account is disabled or may not use the API.',
    fix: 'Have a CCP administrator look at the account, or use another one.',
  },
  'ccp.noToken': {
    code: 'MLA-CCP-022',
    kind: 'unauthorized',
    message: 'CCP answered the login of {username} with success, but without a token.',
    cause:
      'Some releases answer so to a wrong user name or password; or something between CCP and MLAnywhere takes the header X-Auth-Token away.',
    fix: 'Check user name and password in a browser at {address}. If they are right, let the header X-Auth-Token through.',
  },
  'ccp.loginNotAccepted': {
    code: 'MLA-CCP-023',
    kind: 'unauthorized',
    message: 'CCP no longer accepts the login, not even a fresh one ({request}).',
    cause: 'The account lost its rights or its session is ended at once; or this call wants a login that CCP refuses.',
    fix: 'Sign in to {address} in a browser with the same account, test the connection again, and then retry.',
  },
  'ccp.forbidden': {
    code: 'MLA-CCP-024',
    kind: 'forbidden',
    message: '{username} may not do this in CCP ({request}): {reason}',
    cause:
      'The account lacks the right. To make clusters, the role Administrator is needed, or a role that may use the provider.',
    fix: 'Have a CCP administrator give the account the right, or use another account.',
  },
  'ccp.noV3Api': {
    code: 'MLA-CCP-025',
    kind: 'not-found',
    message: 'This CCP has no v3 API.',
    cause: 'It is a release before CCP 5, or the address leads to something else.',
    fix: 'Use CCP 5 or later; or make a cluster there yourself and install on it with the platform `existing`.',
  },
  'ccp.nothingOfThatName': {
    code: 'MLA-CCP-030',
    kind: 'not-found',
    message: 'CCP has no {what} named {name}. It has: {available}.',
    cause: 'It was renamed or removed, or it belongs to another CCP, provider or datacenter.',
    fix: 'Choose one of those that are there (`mla choices ccp`).',
  },
  'ccp.imageUnknown': {
    code: 'MLA-CCP-031',
    kind: 'invalid',
    message: 'The Kubernetes version cannot be read from the name of the image {image}.',
    cause: 'It is not a CCP tenant image: these are named like ccp-tenant-image-1.17.6-ubuntu18-7.0.0.',
    fix: 'Choose a tenant image. If there is none, upload one to vCenter as CCP’s guide says.',
  },
  'ccp.badSshKey': {
    code: 'MLA-CCP-032',
    kind: 'invalid',
    message: 'The SSH key cannot be used: {reason}.',
    cause: 'It must be one OpenSSH public key on one line, as in a .pub file.',
    fix: 'Paste the content of a .pub file, for example of ~/.ssh/id_ed25519.pub. Make a pair with `ssh-keygen -t ed25519` if you have none.',
  },
  'ccp.tooFewAddresses': {
    code: 'MLA-CCP-033',
    kind: 'conflict',
    message: 'The VIP pool {pool} has {free} free addresses; the cluster needs {needed}.',
    cause: 'One address goes to the control plane, one to each load balancer and one to each node.',
    fix: 'Ask for fewer nodes or load balancers, choose another pool, or have addresses added to this one.',
  },
  'ccp.choiceMissing': {
    code: 'MLA-CCP-034',
    kind: 'invalid',
    message: 'The list {field} needs a choice of {missing} first.',
    cause: 'What there is depends on it.',
    fix: 'Choose {missing}, then ask again.',
  },
  'ccp.choicesUnknown': {
    code: 'MLA-CCP-035',
    kind: 'not-found',
    message: 'There is no list {field} for CCP. Lists are: {available}.',
    cause: 'The name is misspelled, or the field is free text.',
    fix: 'Use one of the names listed.',
  },
  'ccp.noConnection': {
    code: 'MLA-CCP-036',
    kind: 'invalid',
    message: 'The installation {name} does not belong to a connection of CCP.',
    cause: 'It names a connection of another kind, or one that was removed.',
    fix: 'Save a connection of CCP (`mla connection add`) and name it in the installation.',
  },
  'ccp.nameTaken': {
    code: 'MLA-CCP-040',
    kind: 'conflict',
    message: 'CCP already has a cluster named {name}, and MLAnywhere did not make it for this installation.',
    cause:
      'Someone else made it, or another installation did. MLAnywhere never takes over a cluster that it did not make.',
    fix: 'Choose another name. To install on that very cluster, take its kubeconfig and use the platform `existing`.',
  },
  'ccp.createRefused': {
    code: 'MLA-CCP-041',
    kind: 'invalid',
    message: 'CCP refused the cluster: {reason}',
    cause: 'CCP checks the request against its own rules and what vCenter and the address pool have left.',
    fix: 'Correct the fields named, then retry.',
    extras: ['name'],
  },
  'ccp.createUnclear': {
    code: 'MLA-CCP-042',
    kind: 'unavailable',
    message: 'The order for the cluster {name} got no clear answer, and CCP does not list the cluster: {reason}',
    cause:
      'The connection failed after the order was sent, so CCP may or may not have taken it. It was not sent a second time.',
    fix: 'Wait a minute and look in CCP. Then retry: MLAnywhere looks for the cluster first and only orders when there is none.',
  },
  'ccp.createFailed': {
    code: 'MLA-CCP-043',
    kind: 'upstream',
    message: 'CCP could not make the cluster {name}: its status is {status}. {reason}',
    cause:
      'Most often vSphere had no room (memory, disk), the network gives the nodes no way to CCP, or the image is damaged.',
    fix: 'Read the events of the cluster in CCP and vCenter, mend the cause, delete the cluster (`mla delete`), and make it again.',
  },
  'ccp.createTooSlow': {
    code: 'MLA-CCP-044',
    kind: 'timeout',
    message: 'The cluster {name} is still {status} after {minutes} min. {reason}',
    cause:
      'Usually minutes are enough. A node that does not come up (no room, no address, no network) holds everything up.',
    fix: 'Look at the nodes in CCP and vCenter. `mla retry` waits on, `mla delete` gives the cluster up.',
  },
  'ccp.noKubeconfig': {
    code: 'MLA-CCP-045',
    kind: 'upstream',
    message: 'The cluster {name} is ready, but CCP hands out no kubeconfig for it.',
    cause: 'CCP has not stored it yet, or the account may not see it.',
    fix: 'Try to download the kubeconfig in CCP’s own pages with the same account. When that works, retry.',
  },
  'ccp.clusterGone': {
    code: 'MLA-CCP-046',
    kind: 'not-found',
    message: 'The cluster {name} is no longer there.',
    cause: 'Someone deleted it in CCP.',
    fix: 'Retry, or apply the installation again: that makes a new one. `mla delete` gives it up. If nobody should have deleted it, look in CCP who did.',
  },
  'ccp.deleteTooSlow': {
    code: 'MLA-CCP-047',
    kind: 'timeout',
    message: 'The cluster {name} is still being deleted after {minutes} min (status {status}).',
    cause: 'CCP or vSphere is slow, or a VM cannot be removed.',
    fix: 'Look at the cluster in CCP and at its VMs in vCenter. `mla retry` waits on.',
  },
  'ccp.otherCluster': {
    code: 'MLA-CCP-048',
    kind: 'conflict',
    message:
      'The cluster {name} is left as it is: CCP answers with another cluster, {seen}, where MLAnywhere asked for {id}.',
    cause:
      'CCP, or a proxy in front of it, mixes up its answers. MLAnywhere changes and deletes only the cluster that CCP made on its own order.',
    fix: 'Look at both clusters in CCP’s own pages, then retry. If the cluster must go, delete it there.',
  },
  'ccp.badKubeconfig': {
    code: 'MLA-CCP-049',
    kind: 'upstream',
    message: 'CCP handed out a kubeconfig for {name} that cannot be used: {reason}',
    cause: 'CCP stored something damaged.',
    fix: 'Download the kubeconfig in CCP’s own pages and look at it; delete the cluster and make it again if it is damaged there too.',
  },
  'ccp.scaleRefused': {
    code: 'MLA-CCP-050',
    kind: 'invalid',
    message: 'CCP refused to give the group {group} of the cluster {name} the size {count}: {reason}',
    cause: 'Most often the VIP pool has too few free addresses, or vSphere has no room.',
    fix: 'Ask for fewer workers, or have addresses or room added; then try again.',
  },
  'ccp.scaleTooSlow': {
    code: 'MLA-CCP-051',
    kind: 'timeout',
    message: 'The cluster {name} does not have its {count} workers after {minutes} min. {reason}',
    cause: 'A node does not come up (no room, no address, no network), or one does not go.',
    fix: 'Look at the nodes in CCP and vCenter. Trying again waits on.',
  },
  'ccp.ownerUnknown': {
    code: 'MLA-CCP-052',
    kind: 'conflict',
    message: 'CCP already has a cluster named {name}, and this CCP does not say whose it is.',
    cause:
      'Someone else made it, or it comes from an order of MLAnywhere whose answer got lost. This CCP does not give back descriptions, by which MLAnywhere finds such a cluster again.',
    fix: 'Look at the cluster in CCP’s own pages. If it is left over from this installation, delete it there and retry; if it is not, choose another name.',
  },
  'ccp.answerTooLarge': {
    code: 'MLA-CCP-053',
    kind: 'invalid',
    message: 'The answer of {address} is too large: {reason} ({request}).',
    cause: 'Something else answers in place of CCP, for example a file server or a faulty proxy.',
    fix: 'Open the address in a browser: it must show CCP’s own sign-in page.',
  },
} as const satisfies Record<`ccp.${string}`, ErrorDefinition>;
