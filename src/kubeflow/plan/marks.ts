/** On every object MLAnywhere makes: whose it is, which part it belongs to, and what it looked like when it was sent. */
export const installationLabel = 'mlanywhere.dev/installation';
export const componentLabel = 'mlanywhere.dev/component';
export const hashAnnotation = 'mlanywhere.dev/hash';
/** Which release the object is of: `kubeflow 26.03.1`. */
export const releaseAnnotation = 'mlanywhere.dev/release';
