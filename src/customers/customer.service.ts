import { actorOf, customerToActFor, hasScope, type Viewer } from "../access/viewer.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayKeep } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import type { Transactions } from "../db/transactions.ts";
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
}

/** Finds customers and takes in what other systems know of them. */
export class CustomerService {
  constructor(private readonly transactions: Transactions) {}

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
   * customer's own word stays above them; fields that no purpose covers are dropped and named.
   */
  async upsert(
    viewer: Viewer,
    upsert: CustomerUpsertCall,
  ): Promise<Result<CustomerUpserted, Failure<CustomerUpsertErrorCode>>> {
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
      const [consents] = await consentSnapshotsForWrite(manager, [customerId]);
      const isKept = ({ field }: { field: FactField }) =>
        consents !== undefined && mayKeep(consents, categoryOfField(field));
      await recordFactEvidence(
        manager,
        upsert.facts.filter(isKept).map((fact) => ({
          customerId,
          field: fact.field,
          value: fact.value,
          provenance: "IMPORTED" as const,
          isCorrection: false,
          source,
          capturedAt: fact.capturedAt ?? new Date(),
        })),
      );
      const dropped = upsert.facts.filter((fact) => !isKept(fact)).map(({ field }) => field);
      return ok({
        customerId,
        isCreated: createdIds.has(customerId),
        droppedFields: [...new Set(dropped)],
      });
    });
  }
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
