/** Why a customer upsert can fail. */
export type CustomerUpsertErrorCode =
  | "FORBIDDEN"
  | "VALUE_INVALID"
  | "TOO_MANY_ENTRIES"
  | "SUPPRESSED"
  | "IDEMPOTENCY_KEY_REUSED";
