import { createHash } from "node:crypto";
import { z } from "zod";
import type { ConsentEventRow } from "./consent.entity.ts";
import { POLICY, RECIPIENTS } from "./policy.ts";
import { RETENTION_TEXTS } from "./policy-texts.ts";

/** The type in the signature's header. */
export const RECEIPT_TYPE = "consent-receipt+json";

/**
 * A consent record with the names of ISO/IEC TS 27560:2023: a header, what is processed, the
 * parties, and the events. It holds nothing that says who the person is.
 */
export const receiptSchema = z.object({
  schema_version: z.literal("ISO/IEC TS 27560:2023"),
  record_id: z.uuid(),
  pii_principal_id: z.string(),
  pii_processing: z.object({
    privacy_notice: z.object({ version: z.int(), sha256: z.string().nullable() }),
    purposes: z.array(
      z.object({
        purpose: z.string(),
        lawful_basis: z.string(),
        pii_information: z.array(z.object({ pii_type: z.string(), pii_optional: z.boolean() })),
        pii_controllers: z.array(z.string()),
        retention_period: z.string(),
        recipient_third_parties: z.array(z.string()),
        withdrawal_method: z.string(),
      }),
    ),
  }),
  party_identification: z.array(
    z.object({ party_id: z.string(), party_role: z.string(), party_name: z.string() }),
  ),
  events: z.array(
    z.object({
      event_time: z.iso.datetime(),
      claimed_time: z.iso.datetime().nullable(),
      validity_duration: z.iso.datetime().nullable(),
      event_type: z.string(),
      event_state: z.string(),
      entity_id: z.string(),
      sequence: z.int(),
      ledger_hash: z.string(),
    }),
  ),
});

export type Receipt = z.infer<typeof receiptSchema>;

const CONTROLLER_ID = "controller";

/**
 * The record of one entry of the ledger. A pure function of the entry, the policy and the
 * controller's name.
 *
 * @param controller name and contact of who is responsible
 */
export function receiptOf(event: ConsentEventRow, controller: string): Receipt {
  const { purpose, category } = event;
  const cell = POLICY[category][purpose];
  return {
    schema_version: "ISO/IEC TS 27560:2023",
    record_id: event.eventId,
    pii_principal_id: principalOf(event.customerId),
    pii_processing: {
      privacy_notice: { version: event.purposeVersion, sha256: event.noticeHash },
      purposes: [
        {
          purpose,
          lawful_basis: cell?.basis ?? "NONE",
          pii_information: [{ pii_type: category, pii_optional: true }],
          pii_controllers: [CONTROLLER_ID],
          retention_period: cell ? RETENTION_TEXTS[cell.retention].EN : "not kept",
          recipient_third_parties: purpose === "SHARING" ? RECIPIENTS.map(({ name }) => name) : [],
          withdrawal_method: "consentWithdraw, at any time, as easily as granting",
        },
      ],
    },
    party_identification: [
      { party_id: CONTROLLER_ID, party_role: "PII controller", party_name: controller },
    ],
    events: [
      {
        event_time: event.recordedAt.toISOString(),
        claimed_time: event.claimedAt?.toISOString() ?? null,
        validity_duration: event.validUntil?.toISOString() ?? null,
        event_type: event.method,
        event_state: event.state,
        entity_id: entityOf(event.actor),
        sequence: event.sequence,
        ledger_hash: event.hash,
      },
    ],
  };
}

/**
 * A pseudonym that is the same in all receipts of a customer and leads back to nobody: the id is
 * random, and the hash of it can be computed only by who knows it.
 */
export function principalOf(customerId: string): string {
  return createHash("sha256").update(`kathi-receipt:${customerId}`).digest("hex");
}

function entityOf(actor: string): string {
  return actor === "customer" ? "PII principal" : actor;
}
