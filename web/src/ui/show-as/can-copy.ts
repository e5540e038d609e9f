/** Browsers give their clipboard to encrypted pages only, and to those of this machine. */
export const canCopy = typeof isSecureContext === 'undefined' || isSecureContext;
