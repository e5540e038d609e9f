import type { ErrorDefinition } from './definition.ts';
import { getKubeflow } from './get-kubeflow.ts';

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
    message: 'The kind of {object} is served by nothing: no definition in the release, and not a kind of Kubernetes itself.',
    cause: 'The release was built without the component that brings the kind, or the object is written in a version that Kubernetes has given up.',
    fix: 'Build the release with that component, write the object in a version that is served, or leave it out.',
  },
  'MLA-KUBEFLOW-014': {
    kind: 'invalid',
    message: 'The release {release} already exists here with another content ({actual}; the new one is {digest}).',
    cause: 'A version was built again with changes. Installations made from the first one would no longer be what they say.',
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
    cause: 'The cluster holds something that this installation would change and does not own. The last look before sending found it.',
    fix: '{fix}',
  },
} satisfies Record<`MLA-KUBEFLOW-${number}`, ErrorDefinition>;
