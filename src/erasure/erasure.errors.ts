/** Why an erasure, or taking one back, can fail. */
export type ErasureErrorCode =
  | "FORBIDDEN"
  | "LOGIN_NOT_RECENT"
  | "NOT_FOUND"
  | "RANGE_INVALID"
  | "EVERYTHING_PENDING"
  | "ALREADY_UNDONE"
  | "UNDO_TOO_LATE"
  | "IDEMPOTENCY_KEY_REUSED";
