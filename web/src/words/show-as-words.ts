export const showAsWords = {
  title: 'Show as',
  lead: 'Do the same without this page. Secrets are never included.',
  tabs: { yaml: 'YAML', command: 'Command', request: 'Platform request' },
  tabsLabel: 'Format',
  copy: 'Copy',
  copied: 'Copied',
  incomplete: 'Fill in the fields to see the request.',
  pending: 'Loading',
  paste: 'Paste YAML',
  pasteTitle: 'Fill the form from YAML',
  pasteLabel: 'An installation as YAML',
  pasteUse: 'Fill the form',
  pasteCancel: 'Cancel',
  pasteNothing: 'Paste an installation here first.',
  pasteFailed: 'Couldn’t read this YAML',
  /** Why a form is not there yet. */
  none: { requestOfChoice: 'Choose a connection to see the request.' },
  /** Written above lines of a command or of YAML, as a comment. */
  comments: {
    apply: 'Create the installation',
    list: 'List all installations',
    demo: 'Try everything on a sandbox on this machine',
    connectionInYaml: [
      'A connection has no YAML: the server keeps its secret encrypted.',
      'An installation refers to it by name:',
    ],
    savedConnections: 'List the saved connections',
    testSaved: 'Test this connection, layer by layer',
  },
  /** What a page does, as commands with a comment each. */
  commands: {
    run: (name: string) => `# Show the state and follow the log\nmla status ${name}\nmla logs --follow ${name}`,
    ready: (name: string) =>
      `# Get the kubeconfig and the password\nmla kubeconfig ${name} --output ${name}.kubeconfig\nmla credentials ${name} --reveal\n\n# List the users, add one, change one\nmla user list ${name}\nmla user add ${name} ann@example.com --quota cpu=8,memory=32Gi\nmla user set ${name} ann@example.com --contributor-of team:view --quota cpu=16\n\n# Remove Kubeflow, and keep the cluster and the data (shows what goes and stays, then asks)\nmla uninstall ${name}\n\n# Delete the installation (shows what is deleted, then asks)\nmla delete ${name}`,
    uninstall: (name: string) =>
      `# Show what goes and what stays\nmla uninstall ${name} --plan\n\n# Remove Kubeflow, and keep the cluster and the data\nmla uninstall ${name}\n\n# Follow the log\nmla logs --follow ${name}`,
    deletion: (name: string) =>
      `# Delete the installation (shows what is deleted, then asks)\nmla delete ${name}\n\n# Follow the log\nmla logs --follow ${name}`,
  },
} as const;
