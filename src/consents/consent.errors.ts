/** Why the change of one cell can fail. */
export type ConsentChangeErrorCode =
  | "NOT_FOUND"
  | "ONLY_CUSTOMER_MAY_GRANT"
  | "ONLY_CLIENT_MAY_REQUEST"
  | "CELL_NOT_GRANTABLE"
  | "PURPOSE_VERSION_STALE"
  | "NOTICE_UNKNOWN"
  | "CLAIMED_TIME_INVALID"
  | "VALID_UNTIL_INVALID"
  | "EVENT_ID_INVALID"
  | "EVENT_ID_REUSED"
  | "CONSENT_CHANGED"
  | "BUNDLED_GRANT"
  | "REQUEST_TOO_SOON"
  | "IDEMPOTENCY_KEY_REUSED";

/** Why pausing, resuming or objecting can fail. */
export type ConsentCellsErrorCode =
  | "NOT_FOUND"
  | "ONLY_CUSTOMER_MAY_RESUME"
  | "ONLY_CUSTOMER_MAY_WITHDRAW_OBJECTION"
  | "PAUSE_END_INVALID"
  | "CELL_NOT_OBJECTABLE"
  | "IDEMPOTENCY_KEY_REUSED";
