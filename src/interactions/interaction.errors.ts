/** Why recording interactions can fail as a whole. */
export type InteractionsRecordErrorCode = "FORBIDDEN" | "TOO_MANY_ENTRIES";

/** What became of one event. */
export type InteractionVerdict =
  | "ACCEPTED"
  | "DUPLICATE"
  | "SUPPRESSED"
  | "DROPPED_WITHOUT_CONSENT"
  | "CUSTOMER_NOT_FOUND"
  | "ITEM_NOT_FOUND"
  | "VALUE_INVALID";
