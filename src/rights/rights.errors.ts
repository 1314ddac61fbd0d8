/** Why a right can not be exercised as it was asked for. */
export type RightErrorCode =
  | "FORBIDDEN"
  | "LOGIN_NOT_RECENT"
  | "NOT_FOUND"
  | "VALUE_INVALID"
  | "NOTHING_TO_UNDO"
  | "IDEMPOTENCY_KEY_REUSED";

/** Why an export can fail. */
export type CustomerExportErrorCode = "FORBIDDEN" | "NOT_FOUND" | "LOGIN_NOT_RECENT" | "TOO_LARGE";
