/** On every object MLAnywhere makes: whose it is, which part it belongs to, and what it looked like when it was sent. */
export const installationLabel = 'mlanywhere.dev/installation';
export const componentLabel = 'mlanywhere.dev/component';
export const hashAnnotation = 'mlanywhere.dev/hash';
/** Which release the object is of: `kubeflow 26.03.1`. */
export const releaseAnnotation = 'mlanywhere.dev/release';
/** On a Secret that an uninstall leaves: the claims whose data it opens. Written before the programs that show it go. */
export const opensAnnotation = 'mlanywhere.dev/opens';
/** On what programs made, and an uninstall has begun to remove: with what shows whose it is, it goes when that is gone already. */
export const goesWithLabel = 'mlanywhere.dev/goes-with';
