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
  /** Why a page has no form of a kind. */
  none: {
    requestOfCluster: 'None: this platform is not asked for a cluster with one request.',
    requestOfSandbox: 'None: the sandbox on this machine makes the cluster and asks no platform.',
    requestOfList: 'None: the list is MLAnywhere’s own, and no platform is asked for it.',
    requestOfConnection: 'None: only the Kubernetes API of the cluster is asked.',
    requestOfChoice: 'It is shown once a connection is chosen.',
    requestOfSession: 'None: signing in is between your browser and MLAnywhere.',
    yamlOfList: 'None for the list. Each installation has its own: open it.',
    yamlOfSession: 'None: signing in is not part of an installation.',
  },
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
    login: '# A fresh link to sign in with, on the machine where the server runs\nmla open',
  },
} as const;
