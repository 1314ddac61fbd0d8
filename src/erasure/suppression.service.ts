import { createHmac } from "node:crypto";
import type { EntityManager } from "typeorm";
import { externalIdsOf } from "../customers/customer.repository.ts";
import type { FactEvidenceRow, FactField } from "../facts/fact.entity.ts";
import { factEvidenceOf } from "../facts/fact.repository.ts";
import type { SuppressionKind } from "./suppression.entity.ts";
import {
  type Digested,
  insertSuppressions,
  suppressedPlaces,
  takeBackNewcomers,
} from "./suppression.repository.ts";

/** A statement about a customer that somebody brings in. */
type StatedFact = Pick<FactEvidenceRow, "field"> & { readonly value: string };

/** Facts by which a person is found again, with the kind of their digests. */
const CONTACT_KIND: Partial<Record<FactField, "EMAIL" | "PHONE">> = {
  EMAIL: "EMAIL",
  PHONE: "PHONE",
};

/**
 * Keeps erased contacts from being brought in again. What is kept of them are keyed digests
 * (HMAC-SHA-256, RFC 2104), which the key's owner can compare and nobody can read.
 */
export class SuppressionService {
  /** @param key at least 32 characters, kept apart from the database */
  constructor(private readonly key: string) {}

  /** Pure; about 3 µs. */
  digestOf(kind: SuppressionKind, ...parts: readonly string[]): Buffer {
    const canonical = JSON.stringify([kind, ...parts.map((part) => normalised(kind, part))]);
    return createHmac("sha256", this.key).update(canonical).digest();
  }

  /**
   * Suppresses all names and addresses of a customer who is about to be erased: 3 statements. What
   * the customer has struck is not theirs, so it may be somebody else's and is left out.
   */
  async suppressCustomer(
    manager: EntityManager,
    customerId: string,
    erasureId: string,
  ): Promise<void> {
    const names = (await externalIdsOf(manager, [customerId])).flatMap(({ system, externalId }) =>
      externalId === null ? [] : [this.digested("EXTERNAL_ID", system, externalId)],
    );
    const evidence = await factEvidenceOf(manager, [customerId]);
    const addresses = evidence.flatMap(({ field, value, status }) => {
      const kind = CONTACT_KIND[field];
      return kind && value !== null && status !== "STRUCK" ? [this.digested(kind, value)] : [];
    });
    await insertSuppressions(manager, erasureId, [...names, ...addresses]);
  }

  /** Keeps erased values of a customer who stays from being brought in again; one statement. */
  async suppressFacts(
    manager: EntityManager,
    customerId: string,
    erasureId: string,
    facts: readonly FactEvidenceRow[],
  ): Promise<void> {
    const digests = facts.flatMap(({ field, value }) =>
      value === null ? [] : [this.digested("FACT", customerId, field, value)],
    );
    await insertSuppressions(manager, erasureId, digests);
  }

  /**
   * Takes back those newcomers who had been erased under the same name. It looks after they were
   * created, because a creation waits for an erasure that is under way: whoever looks before may
   * miss it. One statement where anybody is new, two where anybody is refused.
   *
   * @param created names in the system and the ids of the customers who were created for them
   * @returns the names that were refused
   */
  async refuseNewcomers(
    manager: EntityManager,
    system: string,
    created: ReadonlyMap<string, string>,
  ): Promise<Set<string>> {
    const names = [...created.keys()];
    const digests = names.map((name) => this.digested("EXTERNAL_ID", system, name));
    const places = await suppressedPlaces(manager, digests);
    const refused = names.filter((_, place) => places.has(place));
    if (refused.length > 0) {
      await takeBackNewcomers(
        manager,
        refused.map((name) => created.get(name)!),
      );
    }
    return new Set(refused);
  }

  /**
   * Which of these statements must not be recorded about a customer: contacts of people who were
   * erased, and values that this customer has had erased. One statement.
   *
   * @returns places in the list, from 0
   */
  async suppressedFacts(
    manager: EntityManager,
    customerId: string,
    facts: readonly StatedFact[],
  ): Promise<Set<number>> {
    const digests = facts.flatMap(({ field, value }, place) => {
      const own = this.digested("FACT", customerId, field, value);
      const kind = CONTACT_KIND[field];
      return (kind ? [own, this.digested(kind, value)] : [own]).map((of) => ({ place, ...of }));
    });
    const found = await suppressedPlaces(manager, digests);
    return new Set([...found].map((at) => digests[at]!.place));
  }

  private digested(kind: SuppressionKind, ...parts: readonly string[]): Digested {
    return { kind, digest: this.digestOf(kind, ...parts) };
  }
}

/** The same address however it is written; other texts as they are. */
function normalised(kind: SuppressionKind, part: string): string {
  if (kind === "EMAIL") return part.trim().toLowerCase();
  if (kind === "PHONE") return part.replace(/\D/g, "").replace(/^00/, "");
  return part;
}
