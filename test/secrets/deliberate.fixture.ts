import type { Deliberate } from './canaries.fixture.ts';

/** The only places where a secret may be seen, each because somebody asks for just that, or because the key has to lie somewhere. */
export const deliberate: readonly Deliberate[] = [
  {
    place: /^mla kubeconfig /,
    canary: /^key of the cluster’s administrator/,
    because: 'it is what the command is for',
  },
  {
    place: /^GET \/api\/installations\/demo\/kubeconfig /,
    canary: /^key of the cluster’s administrator/,
    because: 'it is what the route is for',
  },
  {
    place: /^mla credentials demo --reveal/,
    canary: /^credential userPassword$/,
    because: 'it was asked for, and the reading is an event',
  },
  {
    place: /^POST \/api\/installations\/demo\/credentials /,
    canary: /^credential userPassword$/,
    because: 'it was asked for, and the reading is an event',
  },
  { place: /^mla serve$/, canary: /^login code of serve$/, because: 'the link logs a browser in, once' },
  { place: /^mla open /, canary: /^login code of open$/, because: 'the link logs a browser in, once' },
  {
    place: /^POST \/api\/login-links /,
    canary: /^login code of the API$/,
    because: 'the link logs a browser in, once',
  },
  {
    place: /^POST \/api\/login /,
    canary: /^(session cookie|CSRF token)$/,
    because: 'this is how the browser gets them',
  },
  { place: /^file token /, canary: /^token of the API$/, because: 'programs of this user read it there; mode 0600' },
  {
    place: /^file instance\.json /,
    canary: /^token of the API$/,
    because: 'commands of this user find the server by it; mode 0600',
  },
  {
    place: /^file secret\.key /,
    canary: /^key of the vault$/,
    because: 'without MLA_SECRET_KEY it is there; mode 0600',
  },
];
