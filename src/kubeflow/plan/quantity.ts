/** Suffixes of Kubernetes quantities. Source: k8s.io/apimachinery resource.Quantity. */
const factors: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** CPU as thousandths of a core: `250m` is 250, `2` is 2000. */
export function parseCpuMillicores(quantity: string): number {
  return parse(quantity) * 1000;
}

/** Memory or storage in MiB: `1Gi` is 1024. */
export function parseMebibytes(quantity: string): number {
  return parse(quantity) / 2 ** 20;
}

/** NaN for what is not a quantity. */
function parse(quantity: string): number {
  const [, digits = '', suffix = ''] = /^([0-9.]+(?:[eE][-+]?[0-9]+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  return digits === '' ? Number.NaN : Number(digits) * (factors[suffix] ?? Number.NaN);
}
