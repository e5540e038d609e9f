/** Nodes are numbers; `a` requires `b` means b comes first. It never holds a circle: an edge that would close one is refused. */
export class DependencyGraph {
  readonly #requires: Set<number>[] = [];

  addNode(): number {
    return this.#requires.push(new Set()) - 1;
  }

  requiredBy(node: number): ReadonlySet<number> {
    return this.#requires[node] ?? new Set();
  }

  /** False when `required` itself waits for `node`, so that neither could ever begin. */
  require(node: number, required: number): boolean {
    const edges = this.#requires[node];
    if (edges === undefined || this.#reaches(required, node)) return false;
    edges.add(required);
    return true;
  }

  /** Nodes in an order in which everything comes after what it requires. */
  order(): number[] {
    const ordered: number[] = [];
    const seen = new Set<number>();
    const visit = (node: number): void => {
      if (seen.has(node)) return;
      seen.add(node);
      for (const required of this.requiredBy(node)) visit(required);
      ordered.push(node);
    };
    for (let node = 0; node < this.#requires.length; node++) visit(node);
    return ordered;
  }

  #reaches(from: number, target: number): boolean {
    const seen = new Set([from]);
    const open = [from];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === target) return true;
      for (const next of this.requiredBy(node)) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return false;
  }
}
