export const showAsWords = {
  title: 'Show as',
  lead: 'The same thing without this page. Secrets are never in it.',
  tabs: { yaml: 'YAML', command: 'Command', request: 'Platform request' },
  tabsLabel: 'Form',
  copy: 'Copy',
  copied: 'Copied',
  incomplete: 'The request can be shown once the fields are filled in.',
  pending: 'Writing it out',
  paste: 'Paste YAML',
  pasteTitle: 'Fill the form from YAML',
  pasteLabel: 'An installation as YAML',
  pasteUse: 'Fill the form',
  pasteCancel: 'Cancel',
  pasteFailed: 'This YAML cannot be used',
  /** Why a form is not there yet. */
  none: { requestOfChoice: 'It is shown once a connection is chosen.' },
  /** Written above lines of a command or of YAML, as a comment. */
  comments: {
    apply: 'The installation itself',
    list: 'What there is',
    demo: 'The whole job on a sandbox on this machine',
    connectionInYaml: [
      'The connection itself has no YAML: its secret is kept encrypted on the server.',
      'An installation names it, and that is all:',
    ],
    savedConnections: 'The saved connections',
    testSaved: 'Whether this one works, layer by layer',
  },
  /** What a page does, as commands with a word to each. */
  commands: {
    run: (name: string) => `# What this page shows\nmla status ${name}\nmla logs --follow ${name}`,
    ready: (name: string) =>
      `# What is handed over here\nmla kubeconfig ${name} --output ${name}.kubeconfig\nmla credentials ${name} --reveal\n\n# Deletes what was made; lists it first, and asks\nmla delete ${name}`,
    deletion: (name: string) =>
      `# Deletes what was made; lists it first, and asks\nmla delete ${name}\n\n# What this page shows\nmla logs --follow ${name}`,
  },
} as const;
