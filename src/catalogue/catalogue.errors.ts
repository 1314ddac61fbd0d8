/** Why a catalogue upsert can fail. */
export type CatalogueUpsertErrorCode =
  | "FORBIDDEN"
  | "TOO_MANY_ENTRIES"
  | "DUPLICATE_SKU"
  | "PRICE_INVALID"
  | "IDEMPOTENCY_KEY_REUSED";
