import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, customerToActFor, hasScope, type Viewer } from "../access/viewer.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayTakeIn } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import type { Transactions } from "../db/transactions.ts";

import type { SuppressionService } from "../erasure/suppression.service.ts";
import { customerIdsByEmail, isSameEmail } from "../facts/email.repository.ts";

import type { FactField } from "../facts/fact.entity.ts";
import { factEvidenceOf, recordFactEvidence } from "../facts/fact.repository.ts";
import { categoryOfField, checkFactValue, resolveFacts } from "../facts/fact.service.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { CustomerUpsertErrorCode } from "./customer.errors.ts";
import { customerIdByExternalId, ensureCustomers } from "./customer.repository.ts";

/** A customer as another system knows them. */
export interface CustomerUpsertCall {
  readonly externalId: { readonly system: string; readonly externalId: string };
  readonly facts: readonly { field: FactField; value: string; capturedAt: Date | null }[];
  readonly idempotencyKey: string;
}

/** What an upsert did. */
export interface CustomerUpserted {
  readonly customerId: string;
  readonly isCreated: boolean;
  readonly droppedFields: FactField[];
  /** Fields with values that somebody has had erased. */
  readonly suppressedFields: FactField[];
}

type UpsertResult = Result<CustomerUpserted, Failure<CustomerUpsertErrorCode>>;

/** Finds customers and takes in what other systems know of them. */
export class CustomerService {
  constructor(
    private readonly transactions: Transactions,
    private readonly suppressions: SuppressionService,
  ) {}

  /** The id of a customer whom the viewer may see, or null. */
  async find(
    viewer: Viewer,
    by: { customerId: string } | { system: string; externalId: string } | { email: string },
  ): Promise<string | null> {
    if (viewer.kind === "ANONYMOUS") return null;
    const { manager } = this.transactions;
    if ("email" in by) return this.findByEmail(viewer, by.email);
    const customerId =
      "customerId" in by
        ? by.customerId
        : await customerIdByExternalId(manager, by.system, by.externalId);
    return customerId ? customerToActFor(viewer, customerId, "customers:read") : null;
  }

  /**
   * The customer whose present address this is. Of several who share it, as families do, the one
   * who gave it themselves; there is at most one, see the index `fact_evidence_own_email`.
   */
  private async findByEmail(viewer: Viewer, email: string): Promise<string | null> {
    if (!hasScope(viewer, "customers:read")) return null;
    const { manager } = this.transactions;
    const ids = await customerIdsByEmail(manager, email, LIMITS.sharedEmailCustomersMax);
    if (ids.length === 0) return null;
    const evidence = groupBy(await factEvidenceOf(manager, ids), (row) => row.customerId);
    // An address that a correction has replaced is no present one, though another system goes on
    // bringing it in.
    const present = ids.flatMap((customerId) => {
      const facts = resolveFacts(evidence.get(customerId) ?? []);
      const fact = facts.find(({ field }) => field === "EMAIL");
      return fact?.value != null && isSameEmail(fact.value, email)
        ? [{ customerId, isOwn: fact.provenance === "PROVIDED" }]
        : [];
    });
    const [found] = present.length === 1 ? present : present.filter(({ isOwn }) => isOwn);
    return found?.customerId ?? null;
  }

  /**
   * Creates or updates a customer by external id. Values are recorded as imported evidence, so the
   * customer's own word stays above them; fields that no purpose covers are dropped and named. Who
   * has been erased is not brought in again, neither by name nor by address; that is noted.
   */
  async upsert(viewer: Viewer, upsert: CustomerUpsertCall): Promise<UpsertResult> {
    const outcome = await this.attempt(viewer, upsert);
    return noteIfDenied(this.transactions.manager, viewer, "customerUpsert", outcome);
  }

  private async attempt(viewer: Viewer, upsert: CustomerUpsertCall): Promise<UpsertResult> {
    if (!hasScope(viewer, "customers:write")) {
      return fail("FORBIDDEN", "This needs the scope customers:write.");
    }
    const refusal = checkFacts(upsert.facts);
    if (refusal) return refusal;
    const source = actorOf(viewer);
    const { idempotencyKey: key, ...input } = upsert;
    const call = { actor: source, operation: "customerUpsert", key, input };
    return this.transactions.once(call, async (manager) => {
      const { system, externalId } = upsert.externalId;
      const { customerIds, createdIds } = await ensureCustomers(manager, system, [externalId]);
      const customerId = customerIds.get(externalId);
      if (!customerId) throw new Error("The directory lost an entry inside a transaction.");
      const isCreated = createdIds.has(customerId);
      const newcomers = new Map(isCreated ? [[externalId, customerId]] : []);
      const refused = await this.suppressions.refuseNewcomers(manager, system, newcomers);
      const [consents] = await consentSnapshotsForWrite(manager, [customerId]);
      // Without decisions: erased between the look into the directory and now.
      if (refused.size > 0 || !consents) return suppressed("externalId");
      const places = await this.suppressions.suppressedFacts(manager, customerId, upsert.facts);
      const isSuppressed = (_: unknown, place: number) => places.has(place);
      const [contact] = places;
      if (isCreated && contact !== undefined) return suppressed("facts", `${contact}`, "value");
      const isKept = ({ field }: { field: FactField }) =>
        mayTakeIn(consents, categoryOfField(field));
      const usable = upsert.facts.filter((_, place) => !places.has(place));
      await recordFactEvidence(
        manager,
        usable.filter(isKept).map((fact) => ({
          customerId,
          field: fact.field,
          value: fact.value,
          provenance: "IMPORTED" as const,
          isCorrection: false,
          source,
          capturedAt: fact.capturedAt ?? new Date(),
        })),
      );
      return ok({
        customerId,
        isCreated,
        droppedFields: fieldsOf(usable.filter((fact) => !isKept(fact))),
        suppressedFields: fieldsOf(upsert.facts.filter(isSuppressed)),
      });
    });
  }
}

function fieldsOf(facts: CustomerUpsertCall["facts"]): FactField[] {
  return [...new Set(facts.map(({ field }) => field))];
}

/** The words say nothing of why: who is told that somebody was erased learns whom it was. */
function suppressed(...path: string[]) {
  return fail("SUPPRESSED", "This contact may not be brought in.", ...path);
}

function checkFacts(facts: CustomerUpsertCall["facts"]) {
  if (facts.length > LIMITS.factsPerCallMax) {
    return fail("TOO_MANY_ENTRIES", `At most ${LIMITS.factsPerCallMax} facts a call.`, "facts");
  }
  const latest = Date.now() + LIMITS.clockSkewMsMax;
  for (const [index, { field, value, capturedAt }] of facts.entries()) {
    // A time in the future would win over everything that is captured until then.
    if (capturedAt && capturedAt.getTime() > latest) {
      const path = ["facts", String(index), "capturedAt"];
      return fail("VALUE_INVALID", "Expected a time that is not in the future.", ...path);
    }
    const expected = checkFactValue(field, value);
    if (expected) {
      return fail("VALUE_INVALID", `Expected ${expected}.`, "facts", String(index), "value");
    }
  }
  return null;
}
