/** A secret that is looked for, by what it is. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** A place where something was said or written, and what. Bytes of files as latin1, so that each byte stays a character. */
export interface Heard {
  readonly place: string;
  readonly text: string;
}

/** A canary that was found, in which spelling, where. Never the canary itself. */
export interface Leak {
  readonly canary: string;
  readonly spelling: string;
  readonly place: string;
}

/** Where a secret is meant to be: the whole list of what is let through. */
export interface Deliberate {
  readonly place: RegExp;
  readonly canary: RegExp;
  readonly because: string;
}

const zeros = '\0'.repeat(64);

/** Every place in which a canary turns up in any of its spellings. */
export function findCanaries(canaries: readonly Canary[], heard: readonly Heard[]): Leak[] {
  const spelled = canaries.map(({ name, value }) => ({ name, spellings: spellingsOf(value) }));
  return heard.flatMap(({ place, text }) => {
    // Most of a database's files is zeros, and no canary has one: without them the search takes half the time.
    const dense = text.split(zeros).join('\0');
    return spelled.flatMap(({ name, spellings }) =>
      Object.entries(spellings).flatMap(([spelling, forms]) =>
        forms.some((form) => dense.includes(form)) ? [{ canary: name, spelling, place }] : [],
      ),
    );
  });
}

/** How a value can be written, each spelling with all its forms. */
function spellingsOf(value: string): Record<string, string[]> {
  const bytes = Buffer.from(value);
  const lines = value.split('\n').filter((line) => line.length >= 40 && !line.startsWith('-----'));
  return {
    plain: [value, bytes.toString('latin1')],
    'JSON text': [JSON.stringify(value).slice(1, -1), JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    'percent-encoded': [encodeURIComponent(value), new URLSearchParams({ value }).toString().slice('value='.length)],
    base64: [0, 1, 2].flatMap((offset) => encodeWithin(bytes, offset)),
    hexadecimal: [bytes.toString('hex')],
    'lines of it': value.includes('-----BEGIN') ? lines : [],
  };
}

/** Base64 of the bytes in the middle of others, for example of `user:password`: what is the same whatever stands around. */
function encodeWithin(bytes: Buffer, offset: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
  const core = whole.slice(offset === 0 ? 0 : 4);
  return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
}
