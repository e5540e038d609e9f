export const loginWords = {
  title: 'Sign in',
  lead: 'MLAnywhere prints a link when it starts. Open that link, or paste its token here.',
  token: 'Token or one-time code',
  tokenHint: 'A fresh link comes with: mla open. The token lies in the file “token” of the data directory.',
  signIn: 'Sign in',
  signingIn: 'Signing in',
  failed: 'That did not work',
} as const;
