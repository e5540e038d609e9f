/** Of the control plane that sandbox/control-plane/go.mod builds. */
export const sandboxKubernetes = 'v1.36.3';
