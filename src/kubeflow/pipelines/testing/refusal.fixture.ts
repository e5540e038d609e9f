/** gRPC's codes that the API answers with, and what they are in HTTP. Source: google.rpc.Code. */
const statuses = { 3: 400, 5: 404, 6: 409, 7: 403, 9: 400, 16: 401 } as const;

/** An answer that refuses. */
export class Refusal extends Error {
  readonly code: keyof typeof statuses;

  constructor(code: keyof typeof statuses, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return statuses[this.code];
  }
}

export const invalid = (message: string): Refusal => new Refusal(3, message);
export const missing = (what: string, id: string): Refusal => new Refusal(5, `${what} ${id} not found.`);
