// Runs before the app: the schema library compiles its checks with `new Function` unless told not to,
// which the content security policy refuses. It must be told before the first schema is made.
globalThis.__zod_globalConfig = { jitless: true };
