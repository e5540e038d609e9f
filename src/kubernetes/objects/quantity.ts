const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity (`500m`, `16Gi`, `1e3`, or a number as YAML may have
 * it) as a number of its base unit: cores, bytes, pieces. 0 for none, and for
 * what is no quantity. Source: Kubernetes API conventions, Quantity.
 */
export function parseQuantity(quantity: string | number | undefined): number {
  const [, digits, suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([A-Za-z]{0,2})$/.exec(String(quantity ?? '').trim()) ?? [];
  return Number(digits ?? 0) * (factors[suffix] ?? 0);
}

/** CPU as thousandths of a core: `250m` is 250, `2` is 2000. */
export function parseMillicores(quantity: string | number | undefined): number {
  return parseQuantity(quantity) * 1000;
}

/** Memory or storage in MiB: `1Gi` is 1024. */
export function parseMebibytes(quantity: string | number | undefined): number {
  return parseQuantity(quantity) / 2 ** 20;
}
