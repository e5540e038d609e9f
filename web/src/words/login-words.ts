export const loginWords = {
  title: 'Sign in',
  lead: 'MLAnywhere prints a link when it starts. Open that link, or paste its token here.',
  token: 'Token or one-time code',
  tokenHint: 'In the terminal where you ran npm start. A one-time link can be used once; ask for a fresh one with: mla login-link',
  signIn: 'Sign in',
  signingIn: 'Signing you in with the link',
  failed: 'That did not work',
} as const;
