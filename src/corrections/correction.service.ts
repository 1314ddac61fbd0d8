import type { EntityManager } from "typeorm";
import { noteIfDenied, recordRefusal } from "../access/refusal.repository.ts";
import { actorOf, type Viewer } from "../access/viewer.ts";
import { itemsById } from "../catalogue/catalogue.repository.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { mayTakeIn } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import {
  countEmailCorrection,
  isEmailOfAnother,
  OWN_EMAIL_CONSTRAINT,
  recordEmailRefusal,
} from "../facts/email.repository.ts";
import type { FactField } from "../facts/fact.entity.ts";
import {
  excludeFactEvidence,
  factEvidenceOf,
  markCorrected,
  recordFactEvidence,
  strikeValue,
} from "../facts/fact.repository.ts";
import {
  categoryOfField,
  checkFactValue,
  expectedValue,
  resolveFacts,
} from "../facts/fact.service.ts";
import {
  excludeInteraction,
  insertInteractions,
  interactionIdOf,
} from "../interactions/interaction.repository.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { KeyMissingError } from "../sealing/keyring.ts";
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

  /**
   * Replaces a field's value. Everything that was said before stays visible as corrected. An e-mail
   * address that somebody else has is refused in the words for a value that does not fit; the
   * attempt is counted and noted.
   */
  async correctFact(
    viewer: Viewer,
    fact: { field: FactField; value: string },
    key: string,
  ): Corrected<{ customerId: string }> {
    if (checkFactValue(fact.field, fact.value)) return valueInvalid(fact.field);
    const write = async (manager: EntityManager, customerId: string) => {
      const refusal = await refuseWithoutConsent(manager, customerId, categoryOfField(fact.field));
      if (refusal) return refusal;
      if (fact.field === "EMAIL" && !(await mayTakeEmail(manager, customerId, fact.value))) {
        return ok({ customerId, isRefused: true });
      }
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
      return ok({ customerId, isRefused: false });
    };
    try {
      const result = await this.once(viewer, "factCorrect", key, fact, write);
      if (!result.ok || !result.value.isRefused) return result;
    } catch (error) {
      if (viewer.kind !== "CUSTOMER" || !isOwnEmailConflict(error)) throw error;
      // Two customers gave one address at the same moment; the other was first.
      await this.countLostEmail(viewer.customerId);
    }
    await recordRefusal(this.transactions.manager, viewer, "factCorrect", "VALUE_INVALID");
    return valueInvalid(fact.field);
  }

  /** Counts an attempt whose own count was rolled back with it. */
  private countLostEmail(customerId: string): Promise<void> {
    return this.transactions.run(async (manager) => {
      await countEmailCorrection(manager, customerId);
      await recordEmailRefusal(manager, customerId);
    });
  }

  /** Strikes a field's present value: it counts no more, whoever brings it in again. */
  strikeFact(viewer: Viewer, field: FactField, key: string): Corrected<{ customerId: string }> {
    return this.once(viewer, "factStrike", key, field, async (manager, customerId) => {
      const facts = resolveFacts(await factEvidenceOf(manager, [customerId]));
      const present = facts.find((fact) => fact.field === field);
      if (!present) return fail("NOT_FOUND", "There is no value for this field.", "field");
      if (present.value === null) throw new KeyMissingError();
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
    if (!evidence) return this.noted(viewer, "evidenceExclude", missing());
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
      const refusal = fail("FORBIDDEN", "Only customers can correct what is known about them.");
      return this.noted(viewer, operation, refusal);
    }
    const call = { actor: actorOf(viewer), operation, key, input };
    const outcome = await this.transactions.once(call, (manager) =>
      work(manager, viewer.customerId),
    );
    return this.noted(viewer, operation, outcome);
  }

  private noted<Value>(
    viewer: Viewer,
    operation: string,
    outcome: Result<Value, Failure<CorrectionErrorCode>>,
  ) {
    return noteIfDenied(this.transactions.manager, viewer, operation, outcome);
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
  if (mayTakeIn(consents, category)) return null;
  return fail(
    "CONSENT_REQUIRED",
    `Keeping this needs your consent: grant PERSONALISATION for ${category} first.`,
  );
}

/**
 * One answer for all values that cannot be taken, word for word. That an address is somebody's can
 * still be told from it by who knows that the address is well formed, so the attempts of a day are
 * few: a prober learns of at most `emailCorrectionsPerDayMax` addresses a day.
 */
function valueInvalid(field: FactField) {
  return fail("VALUE_INVALID", `Expected ${expectedValue(field)}.`, "value");
}

/**
 * Whether a customer may take an e-mail address as theirs: nobody else has it, and they have not
 * tried too often today. Every attempt counts, so that success and failure cost the same. The check
 * comes before the write; of two who take one address at once, the unique index refuses the second.
 */
async function mayTakeEmail(
  manager: EntityManager,
  customerId: string,
  email: string,
): Promise<boolean> {
  const attempts = await countEmailCorrection(manager, customerId);
  const isFree = !(await isEmailOfAnother(manager, customerId, email));
  if (isFree && attempts <= LIMITS.emailCorrectionsPerDayMax) return true;
  await recordEmailRefusal(manager, customerId);
  return false;
}

function isOwnEmailConflict(error: unknown): boolean {
  const { driverError } = error as { driverError?: { constraint?: string } };
  return driverError?.constraint === OWN_EMAIL_CONSTRAINT;
}
