import type { CustomerKey } from "./customer-key.ts";
import type { Place } from "./envelope.ts";

/** Where the value of a piece of fact evidence belongs. */
export function factValuePlace(evidence: {
  readonly field: string;
  readonly customerId: string;
  readonly evidenceId: string;
}): Place {
  return ["fact_evidence", evidence.field, evidence.customerId, evidence.evidenceId];
}

/** Where a customer's name in another system belongs; a system may have several of one customer. */
export function externalIdPlace(entry: {
  readonly system: string;
  readonly customerId: string;
  readonly externalIdDigest: Buffer;
}): Place {
  return ["external_id", entry.system, entry.customerId, entry.externalIdDigest.toString("hex")];
}

/** Tells equal values of one field of one customer. */
export function factValueDigest(key: CustomerKey, field: string, value: string): Buffer {
  return key.digest("fact_evidence", field, value);
}

/** The parts of a blind index over names in other systems: exactly as the system writes them. */
export function externalIdParts(system: string, externalId: string): string[] {
  return ["external_id", system, externalId];
}

/** The parts of the blind index over e-mail addresses. */
export function emailParts(email: string): string[] {
  return ["email", canonicalEmail(email)];
}

/**
 * An e-mail address however it is written: without spaces around, in small letters. RFC 5321 lets
 * the part before the @ depend on case; no mail provider of any size makes use of it, and people
 * type their address as it comes.
 */
export function canonicalEmail(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}
