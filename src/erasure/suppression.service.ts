import type { EntityManager } from "typeorm";
import { externalIdsOf } from "../customers/customer.repository.ts";
import type { FactEvidenceRow, FactField } from "../facts/fact.entity.ts";
import { factEvidenceOf } from "../facts/fact.repository.ts";
import { keyringOf } from "../sealing/keyring.ts";
import { canonicalEmail } from "../sealing/places.ts";
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

/** What a digest is made of: the kind and the parts of a contact, as a system and a name in it. */
export type Contact = readonly [kind: SuppressionKind, ...parts: string[]];

/**
 * The digests of contacts: blind indexes of the house (HMAC-SHA-256, RFC 2104), which only who has
 * its key can compare and nobody can read. Where there is nothing to digest no key is needed, so
 * people whose names nobody can open any more can be erased all the same.
 *
 * @throws KeyMissingError
 */
export async function contactDigests(
  manager: EntityManager,
  contacts: readonly Contact[],
): Promise<Digested[]> {
  if (contacts.length === 0) return [];
  const digests = await keyringOf(manager).blindIndexes(
    contacts.map(([kind, ...parts]) => [
      "suppression",
      kind,
      ...parts.map((part) => normalised(kind, part)),
    ]),
  );
  return contacts.map(([kind], place) => ({ kind, digest: digests[place]! }));
}

/** Keeps erased contacts from being brought in again. */
export class SuppressionService {
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
      externalId === null ? [] : [["EXTERNAL_ID", system, externalId] as const],
    );
    const evidence = await factEvidenceOf(manager, [customerId]);
    const addresses = evidence.flatMap(({ field, value, status }) => {
      const kind = CONTACT_KIND[field];
      return kind && value !== null && status !== "STRUCK" ? [[kind, value] as const] : [];
    });
    const digests = await contactDigests(manager, [...names, ...addresses]);
    await insertSuppressions(manager, erasureId, digests);
  }

  /** Keeps erased values of a customer who stays from being brought in again; one statement. */
  async suppressFacts(
    manager: EntityManager,
    customerId: string,
    erasureId: string,
    facts: readonly FactEvidenceRow[],
  ): Promise<void> {
    const contacts = facts.flatMap(({ field, value }) =>
      value === null ? [] : [["FACT", customerId, field, value] as const],
    );
    await insertSuppressions(manager, erasureId, await contactDigests(manager, contacts));
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
    const contacts = names.map((name) => ["EXTERNAL_ID", system, name] as const);
    const digests = await contactDigests(manager, contacts);
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

  /** Whether somebody who was erased has any of these names; one statement. */
  async hasSuppressedName(
    manager: EntityManager,
    names: readonly { readonly system: string; readonly externalId: string }[],
  ): Promise<boolean> {
    const contacts = names.map(
      ({ system, externalId }) => ["EXTERNAL_ID", system, externalId] as const,
    );
    const digests = await contactDigests(manager, contacts);
    return (await suppressedPlaces(manager, digests)).size > 0;
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
    const contacts = facts.flatMap(({ field, value }, place) => {
      const own: Contact = ["FACT", customerId, field, value];
      const kind = CONTACT_KIND[field];
      const all: Contact[] = kind ? [own, [kind, value]] : [own];
      return all.map((contact) => ({ place, contact }));
    });
    const digests = await contactDigests(
      manager,
      contacts.map(({ contact }) => contact),
    );
    const found = await suppressedPlaces(manager, digests);
    return new Set([...found].map((at) => contacts[at]!.place));
  }
}

/** The same address however it is written; other texts as they are. */
function normalised(kind: SuppressionKind, part: string): string {
  if (kind === "EMAIL") return canonicalEmail(part);
  if (kind === "PHONE") return part.replace(/\D/g, "").replace(/^00/, "");
  return part;
}
