/** Why striking a guess can fail. */
export type GuessStrikeErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "TOO_MANY_ENTRIES"
  | "IDEMPOTENCY_KEY_REUSED";

/** Why taking a strike back can fail. */
export type GuessRestoreErrorCode = "FORBIDDEN" | "NOT_FOUND" | "IDEMPOTENCY_KEY_REUSED";
