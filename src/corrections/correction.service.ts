import type { EntityManager } from "typeorm";
import { actorOf, type Viewer } from "../access/viewer.ts";
import { itemsById } from "../catalogue/catalogue.repository.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayKeep } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import type { FactField } from "../facts/fact.entity.ts";
import {
  excludeFactEvidence,
  factEvidenceOf,
  markCorrected,
  recordFactEvidence,
  strikeValue,
} from "../facts/fact.repository.ts";
import { categoryOfField, checkFactValue, resolveFacts } from "../facts/fact.service.ts";
import {
  excludeInteraction,
  insertInteractions,
  interactionIdOf,
} from "../interactions/interaction.repository.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { CorrectionErrorCode } from "./correction.errors.ts";
import { changePreferences, type PreferenceChange } from "./preference.repository.ts";

type Corrected<Value> = Promise<Result<Value, Failure<CorrectionErrorCode>>>;

/** Names a piece of evidence that a customer wants to exclude. */
export type EvidenceReference =
  | { readonly type: "Interaction"; readonly customerId: string; readonly interactionId: string }
  | { readonly type: "FactEvidence"; readonly customerId: string; readonly evidenceId: string };

/** The customer's own word: it outranks every other source, and only customers may say it. */
export class CorrectionService {
  constructor(private readonly transactions: Transactions) {}

  /** Replaces a field's value. Everything that was said before stays visible as corrected. */
  async correctFact(
    viewer: Viewer,
    fact: { field: FactField; value: string },
    key: string,
  ): Corrected<{ customerId: string }> {
    const expected = checkFactValue(fact.field, fact.value);
    if (expected) return fail("VALUE_INVALID", `Expected ${expected}.`, "value");
    return this.once(viewer, "factCorrect", key, fact, async (manager, customerId) => {
      const refusal = await refuseWithoutConsent(manager, customerId, categoryOfField(fact.field));
      if (refusal) return refusal;
      await recordFactEvidence(manager, [
        {
          customerId,
          ...fact,
          provenance: "PROVIDED",
          isCorrection: true,
          source: "customer",
          capturedAt: new Date(),
        },
      ]);
      await markCorrected(manager, customerId, fact.field, fact.value);
      return ok({ customerId });
    });
  }

  /** Strikes a field's present value: it counts no more, whoever brings it in again. */
  strikeFact(viewer: Viewer, field: FactField, key: string): Corrected<{ customerId: string }> {
    return this.once(viewer, "factStrike", key, field, async (manager, customerId) => {
      const facts = resolveFacts(await factEvidenceOf(manager, [customerId]));
      const present = facts.find((fact) => fact.field === field);
      if (!present) return fail("NOT_FOUND", "There is no value for this field.", "field");
      await strikeValue(manager, customerId, field, present.value);
      return ok({ customerId });
    });
  }

  /** Takes a piece of evidence out of every computation. Excluding it again changes nothing. */
  async excludeEvidence(
    viewer: Viewer,
    evidence: EvidenceReference | null,
    key: string,
  ): Corrected<EvidenceReference> {
    const missing = () => fail("NOT_FOUND", "There is no such evidence of yours.", "evidenceId");
    if (!evidence) return missing();
    return this.once(viewer, "evidenceExclude", key, evidence, async (manager, customerId) => {
      if (evidence.customerId !== customerId) return missing();
      const excluded =
        evidence.type === "Interaction"
          ? await excludeInteraction(manager, customerId, evidence.interactionId)
          : await excludeFactEvidence(manager, customerId, evidence.evidenceId);
      return excluded ? ok(evidence) : missing();
    });
  }

  /** Declares what the customer likes and dislikes. Taking back needs no consent. */
  async declarePreferences(
    viewer: Viewer,
    changes: readonly PreferenceChange[],
    key: string,
  ): Corrected<{ customerId: string }> {
    if (changes.length === 0 || changes.length > LIMITS.preferencesPerCallMax) {
      const expected = `Expected 1 to ${LIMITS.preferencesPerCallMax} preferences.`;
      return fail("TOO_MANY_ENTRIES", expected, "preferences");
    }
    const subjects = new Set(changes.map(({ target, name }) => `${target}:${name}`));
    if (subjects.size < changes.length) {
      return fail("VALUE_INVALID", "The same subject twice in one call.", "preferences");
    }
    return this.once(viewer, "preferencesDeclare", key, changes, async (manager, customerId) => {
      if (changes.some(({ sentiment }) => sentiment !== null)) {
        const refusal = await refuseWithoutConsent(manager, customerId, "DECLARED_PREFERENCE");
        if (refusal) return refusal;
      }
      await changePreferences(manager, customerId, changes);
      return ok({ customerId });
    });
  }

  /** Records the customer's answer to a recommendation as evidence. */
  giveFeedback(
    viewer: Viewer,
    feedback: { itemId: string; kind: "LIKE" | "DISLIKE" | "NOT_NOW" },
    key: string,
  ): Corrected<{ customerId: string; interactionId: string }> {
    const operation = "recommendationFeedback";
    return this.once(viewer, operation, key, feedback, async (manager, customerId) => {
      const refusal = await refuseWithoutConsent(manager, customerId, "FEEDBACK");
      if (refusal) return refusal;
      const [item] = await itemsById(manager, [feedback.itemId]);
      if (!item) return fail("NOT_FOUND", "There is no such item.", "sku");
      const interactionId = interactionIdOf("customer", "feedback", key);
      await insertInteractions(manager, [
        {
          customerId,
          interactionId,
          ...feedback,
          value: null,
          occurredAt: new Date(),
          isTimeKnown: true,
          context: {},
          provenance: "PROVIDED",
          source: "customer",
        },
      ]);
      return ok({ customerId, interactionId });
    });
  }

  private async once<Value>(
    viewer: Viewer,
    operation: string,
    key: string,
    input: unknown,
    work: (
      manager: EntityManager,
      customerId: string,
    ) => Promise<Result<Value, Failure<CorrectionErrorCode>>>,
  ): Corrected<Value> {
    if (viewer.kind !== "CUSTOMER") {
      return fail("FORBIDDEN", "Only customers can correct what is known about them.");
    }
    const call = { actor: actorOf(viewer), operation, key, input };
    return this.transactions.once(call, (manager) => work(manager, viewer.customerId));
  }
}

/** Storing needs a purpose that covers the category; an unknown customer has none. */
async function refuseWithoutConsent(
  manager: EntityManager,
  customerId: string,
  category: DataCategory,
) {
  const [consents] = await consentSnapshotsForWrite(manager, [customerId]);
  if (!consents) return fail("NOT_FOUND", "There is no such customer.");
  if (mayKeep(consents, category)) return null;
  return fail(
    "CONSENT_REQUIRED",
    `Keeping this needs your consent: grant PERSONALISATION for ${category} first.`,
  );
}
