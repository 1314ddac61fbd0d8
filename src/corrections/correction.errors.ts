/** Why a correction can fail. */
export type CorrectionErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "VALUE_INVALID"
  | "CONSENT_REQUIRED"
  | "TOO_MANY_ENTRIES"
  | "IDEMPOTENCY_KEY_REUSED";
