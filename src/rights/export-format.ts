import { z } from "zod";

/**
 * What an export of a customer looks like: the one description that the writer, the reader and the
 * published JSON Schema share. Rows are those of the tables with their columns in camel case; all
 * times are ISO 8601 with an offset, to the microsecond where the database has it.
 */

const time = z.iso.datetime({ offset: true });
/** The database keeps every character but NUL. */
const text = z
  .string()
  .max(2_000)
  .regex(/^[^\0]*$/);
const context = z.record(text, text);
const provenance = z.enum(["PROVIDED", "OBSERVED", "IMPORTED", "GUESSED"]);
const id = z.guid();
const count = z.int().min(0).max(2_147_483_647);
const number = z.number().nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const decisions = z.strictObject({
  epoch: count,
  cells: z.record(text, text),
  restrictedAt: time.nullable(),
  quietSince: time.nullable(),
  quietUntil: time.nullable(),
  resetAt: time.nullable(),
  headSequence: count,
  headHash: hash.nullable(),
  terms: z.record(text, z.record(text, z.json())),
  dueAt: time.nullable(),
  isGpcNoted: z.boolean(),
  mergedInto: id.nullable(),
  mergedAt: time.nullable(),
  mergedBy: text.nullable(),
});

const consentEvent = z.strictObject({
  sequence: count,
  eventId: id,
  purpose: text,
  purposeVersion: count,
  category: text,
  state: text,
  method: text,
  actor: text,
  documentation: text.nullable(),
  claimedAt: time.nullable(),
  recordedAt: time,
  validUntil: time.nullable(),
  noticeHash: text.nullable(),
  keepsData: z.boolean(),
  previousHash: hash,
  hash,
});

const receipt = z.strictObject({
  sequence: count,
  keyId: text,
  jws: z.string().max(20_000),
  issuedAt: time,
});

const externalId = z.strictObject({
  system: text,
  externalId: text.nullable().describe("Null where the house had lost the key."),
});

const fact = z.strictObject({
  evidenceId: id,
  field: z.enum(["FORM_OF_ADDRESS", "EMAIL", "PHONE", "ADDRESS", "BIRTHDAY", "LANGUAGE"]),
  value: text.nullable(),
  provenance,
  isCorrection: z.boolean(),
  source: text,
  capturedAt: time,
  statedAt: time,
  recordedAt: time,
  status: z.enum(["ACTIVE", "EXCLUDED", "CORRECTED", "STRUCK", "FROZEN"]),
  statusChangedAt: time.nullable(),
  statusChangedBy: text.nullable(),
});

const interaction = z.strictObject({
  interactionId: id,
  itemId: text,
  kind: text,
  value: number,
  occurredAt: time,
  isTimeKnown: z.boolean(),
  recordedAt: time,
  context,
  provenance,
  source: text,
  status: z.enum(["ACTIVE", "EXCLUDED", "FROZEN"]),
});

const preference = z.strictObject({
  preferenceId: id,
  target: z.enum(["ITEM", "CATEGORY", "TAG"]),
  name: text,
  sentiment: z.enum(["LIKE", "DISLIKE"]),
  declaredAt: time,
});

const weights = z.strictObject({
  history: number,
  context: number,
  mood: number,
  surprise: number,
  setAt: time,
});

const contactBudget = z.strictObject({
  channel: z.enum(["EMAIL", "PUSH", "SMS", "PHONE"]),
  plannedAt: z.array(time),
  contactsPerWeek: count.nullable(),
});

const recommendationList = z.strictObject({
  listId: id,
  placement: text,
  shownAt: time,
  seed: count,
  modelVersion: text.nullable(),
  mode: z.enum(["DECLARED_ONLY", "FULL"]),
  context,
  candidateCount: count,
  itemIds: z.array(text).min(1),
  replacedItemIds: z.array(text.nullable()).min(1),
  propensities: z.array(z.number()).min(1),
});

const reset = z.strictObject({
  resetId: id,
  resetAt: time,
  undoUntil: time,
  undoneAt: time.nullable(),
  erasedAt: time.nullable(),
});

const struckGuess = z.strictObject({
  kind: z.enum(["CATEGORY", "TAG"]),
  name: text,
  struckAt: time,
});

const erasure = z.strictObject({
  erasureId: id,
  scope: z.enum(["ITEM", "RANGE", "CATEGORY", "EVERYTHING"]),
  itemTable: text.nullable(),
  itemId: id.nullable(),
  rangeFrom: time.nullable(),
  rangeTo: time.nullable(),
  category: text.nullable(),
  requestedBy: z.enum(["CUSTOMER", "OPERATOR", "WITHDRAWAL"]),
  requestedAt: time,
  undoableUntil: time.nullable(),
  state: z.enum(["PENDING", "UNDONE", "DONE"]),
  endedAt: time.nullable(),
  rowCount: count,
});

const erasedInteraction = z.strictObject({ interactionId: id, erasureId: id });

const dataUse = z.strictObject({
  day: z.iso.date(),
  actorKind: z.enum(["CLIENT", "SYSTEM"]),
  actorName: text,
  purpose: text,
  category: text,
  firstAt: time,
  lastAt: time,
  uses: count,
});

const emailCorrection = z.strictObject({
  correctedOn: z.iso.date(),
  attempts: count,
  refusals: count,
});

const refusedAttempt = z.strictObject({
  actorKind: z.literal("CUSTOMER"),
  client: text.nullable(),
  operation: text,
  code: text,
  attemptedAt: time,
});

const mergedCustomer = z.strictObject({
  customerId: id,
  createdAt: time,
  decisions,
  consentEvents: z.array(consentEvent),
  receipts: z.array(receipt),
});

/** Everything but the seal, in the order in which it is written. */
export const customerDataSchema = z.strictObject({
  format: z.literal("kathi-customer-export"),
  version: z.literal(1),
  customer: z.strictObject({ customerId: id, createdAt: time }),
  externalIds: z.array(externalId),
  decisions,
  consentEvents: z.array(consentEvent),
  receipts: z.array(receipt),
  mergedCustomers: z.array(mergedCustomer),
  facts: z.array(fact),
  interactions: z.array(interaction),
  preferences: z.array(preference),
  weights: weights.nullable(),
  contactBudgets: z.array(contactBudget),
  recommendationLists: z.array(recommendationList),
  resets: z.array(reset),
  struckGuesses: z.array(struckGuess),
  erasures: z.array(erasure),
  erasedInteractions: z.array(erasedInteraction),
  dataUses: z.array(dataUse).describe("By others than the customer, counted by day."),
  emailCorrections: z.array(emailCorrection),
  refusedAttempts: z.array(refusedAttempt),
});

/** A whole export: the data, and by which house they were written. */
export const customerExportSchema = customerDataSchema.extend({
  seal: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("HMAC-SHA-256 of the house that wrote it, over all the rest."),
});

export type CustomerData = z.infer<typeof customerDataSchema>;
export type CustomerExportDocument = z.infer<typeof customerExportSchema>;

/**
 * The one spelling of a customer's data: keys in the order of the schema, no white space. Equal
 * data have equal texts, however a file was indented, so a seal survives a pretty-printer.
 *
 * @throws ZodError for what does not fit the schema: from our own tables that is a bug
 */
export function canonicalText(data: CustomerData): string {
  return JSON.stringify(customerDataSchema.parse(data));
}

/** The published JSON Schema (draft 2020-12) of an export. */
export function customerExportJsonSchema(): object {
  return {
    ...z.toJSONSchema(customerExportSchema, { target: "draft-2020-12" }),
    title: "Export of everything that Kathi keeps about one customer",
  };
}
