/** Why a contact cannot be made. */
export type ContactPlanErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONSENT_REQUIRED"
  | "BUDGET_EXHAUSTED"
  | "CUSTOMER_QUIET"
  | "CONSENT_CHANGED"
  | "IDEMPOTENCY_KEY_REUSED";

/** Why setting a limit can fail. */
export type ContactLimitSetErrorCode =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "VALUE_INVALID"
  | "IDEMPOTENCY_KEY_REUSED";
