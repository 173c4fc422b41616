/** For clients of the other region, which may be down: they give up early. */
export const IMPATIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
} as const;
