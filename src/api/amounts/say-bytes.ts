/** The size of a file for people: `24 kB`, `3.1 MB`. In thousands, as file managers and disks count. */
export function sayBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
