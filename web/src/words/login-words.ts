export const loginWords = {
  title: 'Sign in',
  lead: 'MLAnywhere prints a link when it starts. Open that link, or paste its token here.',
  token: 'Token or one-time code',
  tokenHint: 'For a new link, run: mla open. The token is in the file “token” in the data directory.',
  signIn: 'Sign in',
  signingIn: 'Signing in',
  failed: 'Sign-in failed',
} as const;
