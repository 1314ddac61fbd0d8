/** Why merging two customers can fail. */
export type CustomerMergeErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "VALUE_UNREADABLE"
  | "ERASURE_PENDING"
  | "IDEMPOTENCY_KEY_REUSED";

/** Why a customer upsert can fail. */
export type CustomerUpsertErrorCode =
  | "FORBIDDEN"
  | "VALUE_INVALID"
  | "TOO_MANY_ENTRIES"
  | "SUPPRESSED"
  | "IDEMPOTENCY_KEY_REUSED";
