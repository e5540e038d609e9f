import type { ErrorDefinition } from '../definition.ts';
import { getKubeflow } from '../get-kubeflow.ts';

export const kubeflowErrors = {
  'MLA-KUBEFLOW-001': {
    kind: 'not-found',
    message: 'The release {release} is not on this machine{suggestion} Available: {available}.',
    cause: 'Kubeflow is not part of MLAnywhere: a release is added once. Or its name is written differently.',
    fix: `${getKubeflow} \`mla release list\` shows what is there.`,
  },
  'MLA-KUBEFLOW-002': {
    kind: 'invalid',
    message: '{origin} is not the file it should be: its digest is {actual}, expected was {expected}.',
    cause: 'The file was changed or cut off on its way, or the digest belongs to another version.',
    fix: 'Fetch it again and compare the digest with the one published beside it.',
  },
  'MLA-KUBEFLOW-003': {
    kind: 'invalid',
    message: '{origin} cannot be read as a release: {reason}.',
    cause: 'The file is damaged, is something else, or was made by another version of MLAnywhere.',
    fix: 'Add it again (`mla release remove`, then `mla release add`), or build it again from the rendered YAML with `mla release build <folder>`.',
  },
  'MLA-KUBEFLOW-004': {
    kind: 'invalid',
    message: '{place} is not a Kubernetes object: {missing} is missing.',
    cause: 'The file holds something else than rendered manifests, for example a kustomization or values.',
    fix: 'Render the component first (`kustomize build`), and put only its output in the folder.',
  },
  'MLA-KUBEFLOW-005': {
    kind: 'invalid',
    message: '{object} is there twice: in {first} and in {second}.',
    cause: 'Two components were rendered with the same object, or one file was copied in twice.',
    fix: 'Leave it out of one of the two files.',
  },
  'MLA-KUBEFLOW-006': {
    kind: 'invalid',
    message: '{place} cannot be read as YAML: {reason}',
    cause: 'The file is not YAML, or only a part of it.',
    fix: 'Render the component again and build the release once more.',
  },
  'MLA-KUBEFLOW-007': {
    kind: 'invalid',
    message: 'There is no rendered YAML in {folder}.',
    cause: 'The folder does not exist, or holds no files that end in .yaml.',
    fix: 'Name the folder that holds one rendered YAML file for each component.',
  },
  'MLA-KUBEFLOW-008': {
    kind: 'upstream',
    message: '{origin} could not be fetched: {reason}.',
    cause: 'The address is wrong, the network or a proxy is in the way, or the server refuses.',
    fix: 'Try the address in a browser. Or fetch the file elsewhere, copy it here and add the file.',
  },
  'MLA-KUBEFLOW-009': {
    kind: 'invalid',
    message: '{origin} cannot be added: {reason}.',
    cause: 'A release decides what runs in your cluster, so it is only taken over HTTPS and with its digest.',
    fix: 'Use `mla release add https://... --digest sha256:...`.',
  },
  'MLA-KUBEFLOW-010': {
    kind: 'conflict',
    message: 'The release {release} cannot be removed: it comes from {source}.',
    cause: 'Only releases that were added with `mla release add` are kept by MLAnywhere.',
    fix: 'Take it out of the folder named in MLA_RELEASE_PATH instead. The practice release is part of MLAnywhere.',
  },
  'MLA-KUBEFLOW-011': {
    kind: 'invalid',
    message: '{release} has no component {component}{suggestion} It has: {available}.',
    cause: 'The name is written differently, or the component came with another release.',
    fix: 'Choose from the names listed.',
  },
  'MLA-KUBEFLOW-012': {
    kind: 'invalid',
    message: 'MLA_RELEASE_PATH names {folder}, which is not a folder that can be read.',
    cause: 'The path is wrong, or this account may not read it.',
    fix: 'Set MLA_RELEASE_PATH to a folder that holds version folders of rendered YAML or bundle files, or unset it.',
  },
  'MLA-KUBEFLOW-013': {
    kind: 'invalid',
    message:
      'The kind of {object} is served by nothing: no definition in the release, and not a kind of Kubernetes itself.',
    cause:
      'The release was built without the component that brings the kind, or the object is written in a version that Kubernetes has given up.',
    fix: 'Build the release with that component, write the object in a version that is served, or leave it out.',
  },
  'MLA-KUBEFLOW-014': {
    kind: 'invalid',
    message: 'The release {release} already exists here with another content ({actual}; the new one is {digest}).',
    cause:
      'A version was built again with changes. Installations made from the first one would no longer be what they say.',
    fix: 'Give the new one another version (`mla release build FOLDER --release VERSION --output FILE`), or remove the old one first with `mla release remove`.',
  },
  'MLA-KUBEFLOW-016': {
    kind: 'invalid',
    message: 'The sample release cannot be installed here ({platform}): it is not Kubeflow.',
    cause: 'The sample is for rehearsals. Its images do not exist, so on a real cluster its pods would never start.',
    fix: `${getKubeflow} If the other end is a sandbox, run \`mla connection test NAME\`: it is recognized then. \`platform: sandbox\` takes the sample as it is.`,
  },
  'MLA-KUBEFLOW-015': {
    kind: 'invalid',
    message: 'The password is too long: only its first {limit} bytes would count.',
    cause: 'Passwords are kept as bcrypt hashes, which read no further.',
    fix: 'Choose a shorter one. {limit} bytes are {limit} plain letters; other characters take more.',
  },
  'MLA-KUBEFLOW-017': {
    kind: 'conflict',
    message: 'Nothing was sent to the cluster. {evidence}',
    cause:
      'The cluster holds something that this installation would change and does not own. The last look before sending found it.',
    fix: '{fix}',
  },
  'MLA-KUBEFLOW-030': {
    kind: 'upstream',
    message: '{origin} is not a source archive that can be read: {reason}.',
    cause: 'The download was replaced by something else on its way, for example by a proxy, or the archive is damaged.',
    fix: 'Run `mla release fetch` again. If it happens again, download the address in a browser and look at what comes.',
  },
  'MLA-KUBEFLOW-031': {
    kind: 'invalid',
    message: '{kustomization} refers to {entry}, an address of a form that MLAnywhere does not fetch.',
    cause: 'This version of Kubeflow refers to its sources in a new way.',
    fix: 'Render it yourself on a machine with git and kustomize, then run `mla release build`. docs/releases.md lists the steps.',
  },
  'MLA-KUBEFLOW-032': {
    kind: 'upstream',
    message: '{address} does not contain the folder {path}, which {kustomization} refers to.',
    cause: 'The project moved the folder, or the mirror serves another version.',
    fix: 'Check the mirror, or build the release on another machine with `mla release build` and add its bundle here.',
  },
  'MLA-KUBEFLOW-033': {
    kind: 'upstream',
    message: '{component} could not be rendered with {engine}: {reason}',
    cause:
      'The renderer is not able to read this version of Kubeflow, or ran out of memory or time (KServe needs 0.4 GB).',
    fix: 'Close other programs and run `mla release fetch` again, or put kustomize 5.8.1 on the PATH first.',
  },
  'MLA-KUBEFLOW-034': {
    kind: 'upstream',
    message: '{address} could not be reached: {reason}.',
    cause: 'This machine has no way to the internet, or needs a proxy for it.',
    fix: 'Set HTTPS_PROXY and try again. Without internet: run `mla release fetch 26.03.1 --output FILE` on a machine that has it, copy FILE here, and run `mla release add FILE`.',
  },
  'MLA-KUBEFLOW-035': {
    kind: 'upstream',
    message: 'The proxy did not open the way to {address}: {reason}.',
    cause: 'The proxy is not there, does not allow this host, or wants a user and a password.',
    fix: 'Check HTTPS_PROXY. Have the proxy allow github.com, codeload.github.com and release-assets.githubusercontent.com, or put user and password into HTTPS_PROXY. Or point MLA_RELEASE_SOURCE to a mirror.',
  },
  'MLA-KUBEFLOW-036': {
    kind: 'upstream',
    message: 'The certificate of {address} is not trusted: {reason}.',
    cause: 'A proxy of your company inspects HTTPS and signs with its own certificate authority.',
    fix: 'Set NODE_EXTRA_CA_CERTS to the file with that authority (PEM) before MLAnywhere starts, and try again.',
  },
  'MLA-KUBEFLOW-037': {
    kind: 'unavailable',
    message: '{host} limits how often you may download, and asks to wait {wait}.',
    cause: 'Many downloads came from your address, for example from behind one company proxy.',
    fix: 'Wait, then run `mla release fetch` again: what is already downloaded is kept. Or copy a bundle from another machine (`mla release export`).',
  },
  'MLA-KUBEFLOW-038': {
    kind: 'not-found',
    message: '{address} does not exist (404).',
    cause: 'The tag is written differently (26.03.1, v1.11.0), was renamed or removed, or the mirror does not have it.',
    fix: 'Check the version against the releases of kubeflow/community-distribution on GitHub, or the content of the mirror in MLA_RELEASE_SOURCE.',
  },
  'MLA-KUBEFLOW-039': {
    kind: 'upstream',
    message: '{address} could not be downloaded: {reason}.',
    cause: 'The server, or a proxy before it, answered with something other than the file.',
    fix: 'Open the address in a browser on this machine to see the answer, then try again.',
  },
  'MLA-KUBEFLOW-040': {
    kind: 'unavailable',
    message: 'The disk of {place} is full.',
    cause: 'Fetching a release needs about 150 MB for a minute, and 20 MB afterwards.',
    fix: 'Free some space, or set XDG_CACHE_HOME to a folder on another disk, and run `mla release fetch` again.',
  },
  'MLA-KUBEFLOW-041': {
    kind: 'invalid',
    message:
      'The source of Kubeflow {release} is not the published one: commit {commit} has the tree {expected}, the download has {actual}.',
    cause: 'The mirror or a proxy served changed files.',
    fix: 'Fetch from GitHub itself, or compare the mirror with it. Nothing was kept.',
  },
  'MLA-KUBEFLOW-042': {
    kind: 'invalid',
    message:
      'Kubeflow {release} does not render to its known objects. Different: {components}. Expected sha256:{expected}, got sha256:{actual}.',
    cause:
      'A file that these components download from another project has changed since the release was checked. Downloaded: {addresses}.',
    fix: 'Run `mla release fetch` again. If the difference stays, report it with this text, and use a bundle from a colleague (`mla release add FILE`) until then.',
  },
  'MLA-KUBEFLOW-043': {
    kind: 'invalid',
    message: '{file} contains no objects.',
    cause: 'The program that rendered it failed and left an empty file.',
    fix: 'Render this component again and look at the error it prints. kustomize must be 5.3 or newer.',
  },
  'MLA-KUBEFLOW-044': {
    kind: 'invalid',
    message: 'Components of Kubeflow {release} are missing: {missing}.',
    cause: 'Their files are not in the folder, or have names that MLAnywhere does not know.',
    fix: 'Add the files. docs/releases.md lists the name of each.',
  },
  'MLA-KUBEFLOW-045': {
    kind: 'not-found',
    message: 'MLAnywhere does not know Kubeflow {version}. It knows: {known}.',
    cause: 'The version is written differently, or is newer than this MLAnywhere.',
    fix: 'Choose a known version. To take an unknown tag without a check, run `mla release fetch {version} --accept-digest`.',
  },
  'MLA-KUBEFLOW-046': {
    kind: 'unavailable',
    message: 'No program that renders kustomizations can be used on this machine{tooOld}.',
    cause: 'The PATH has no kustomize 5.3 or newer, and upstream publishes none for this system.',
    fix: 'Install kustomize or kubectl 1.31 or newer, put it on the PATH, and try again.',
  },
  'MLA-KUBEFLOW-047': {
    kind: 'not-found',
    message: 'No fetch of Kubeflow {version} was started.',
    cause: 'The server was restarted since, or the version is written differently.',
    fix: 'Start it with `mla release fetch {version}`: what was downloaded before is used again.',
  },
  'MLA-KUBEFLOW-019': {
    kind: 'upstream',
    message: '{what} cannot become ready. {why}',
    cause: 'Waiting does not help any more.{others}',
    fix: '{fix} Then continue with `mla retry {installation}`.',
  },
  'MLA-KUBEFLOW-018': {
    kind: 'conflict',
    message: 'Nothing was sent to the cluster. {evidence}',
    cause: 'A database keeps the first password it was given. With a new one nothing could open its data any more.',
    fix: '{fix}',
  },
  'MLA-KUBEFLOW-048': {
    kind: 'not-found',
    message: 'There is no file {path}.',
    cause: 'The path is wrong, or relative to another folder.',
    fix: 'Check the path. What begins with https:// is downloaded; everything else is a file on the machine of the MLAnywhere server.',
  },
  'MLA-KUBEFLOW-049': {
    kind: 'invalid',
    message: '{path} cannot be read: {reason}.',
    cause: 'It is a folder, or your account may not read it.',
    fix: 'Give the path of a bundle file (.mlarelease). A folder of rendered YAML becomes one with `mla release build`.',
  },
} satisfies Record<`MLA-KUBEFLOW-${number}`, ErrorDefinition>;
