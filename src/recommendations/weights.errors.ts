/** Why setting the dial can fail. */
export type WeightsSetErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "VALUE_INVALID"
  | "CONSENT_REQUIRED"
  | "IDEMPOTENCY_KEY_REUSED";
