/** Why a consent change can fail. */
export type ConsentChangeErrorCode =
  | "NOT_FOUND"
  | "ONLY_CUSTOMER_MAY_GRANT"
  | "CELL_NOT_GRANTABLE"
  | "IDEMPOTENCY_KEY_REUSED";
