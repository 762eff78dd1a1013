/** What cannot be counted here. Each is printed with the figures. */
export const assumptions = {
  /** Milliseconds that Lambda charges for an invocation, of the memory that the contract gives the function. */
  billedMilliseconds: 60,
  /** A line of the access log of the HTTP API with the fields of infra/constructs/api.ts, of an authenticated request. */
  accessLogBytes: 350,
} as const;
