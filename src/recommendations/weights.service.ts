import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, type Viewer } from "../access/viewer.ts";
import { consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { permit } from "../consents/gate.ts";
import type { Transactions } from "../db/transactions.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { type Dial, neutralDial } from "../scoring/index.ts";
import type { DeclaredWeights } from "./weights.entity.ts";
import type { WeightsSetErrorCode } from "./weights.errors.ts";
import { type Declarations, resetWeights, setWeights } from "./weights.repository.ts";

/** What a customer says about the dial: some of its numbers, or all back to the house's. */
export interface WeightsChange {
  readonly weights: Partial<Dial>;
  readonly isReset: boolean;
}

type Outcome = Result<{ customerId: string }, Failure<WeightsSetErrorCode>>;

/** Largest value of each number of the dial; the smallest is 0. */
const MAXIMA = { history: 2, context: 2, mood: 2, surprise: 1 } as const satisfies Dial;

/** The dial: a declared preference, kept and used under the same cell as likes and dislikes. */
export class WeightsService {
  constructor(private readonly transactions: Transactions) {}

  /** Sets the viewer's own dial. Setting it back needs no consent. */
  async set(viewer: Viewer, change: WeightsChange, key: string): Promise<Outcome> {
    const outcome = await this.attempt(viewer, change, key);
    return noteIfDenied(this.transactions.manager, viewer, "weightsSet", outcome);
  }

  private async attempt(viewer: Viewer, change: WeightsChange, key: string): Promise<Outcome> {
    if (viewer.kind !== "CUSTOMER") {
      return fail("FORBIDDEN", "Only customers can say what they want.");
    }
    const refusal = checkChange(change);
    if (refusal) return refusal;
    const { customerId } = viewer;
    const call = { actor: actorOf(viewer), operation: "weightsSet", key, input: change };
    return this.transactions.once(call, async (manager) => {
      const [consents] = await consentSnapshotsForWrite(manager, [customerId]);
      if (!consents) return fail("NOT_FOUND", "There is no such customer.");
      if (change.isReset) {
        await resetWeights(manager, customerId);
        return ok({ customerId });
      }
      if (!permit(consents, "PERSONALISATION", "DECLARED_PREFERENCE", "STORE")) {
        const needed =
          "Keeping this needs PERSONALISATION for DECLARED_PREFERENCE: grant it first.";
        return fail("CONSENT_REQUIRED", needed);
      }
      await setWeights(manager, customerId, consents.resetAt, change.weights);
      return ok({ customerId });
    });
  }
}

function checkChange({ weights, isReset }: WeightsChange) {
  const given = Object.entries(weights) as [keyof Dial, number][];
  if (isReset && given.length > 0) {
    return fail("VALUE_INVALID", "A reset takes no numbers beside it.", "reset");
  }
  if (!isReset && given.length === 0) {
    return fail("VALUE_INVALID", "Expected at least one number, or a reset.");
  }
  const wrong = given.find(([name, value]) => !(value >= 0 && value <= MAXIMA[name]));
  if (!wrong) return null;
  const [name] = wrong;
  return fail("VALUE_INVALID", `Expected a number from 0 to ${MAXIMA[name]}.`, name);
}

/** The dial to rank by: where the customer has said nothing, the house's. */
export function dialOf(weights: Declarations["weights"]): DeclaredWeights {
  return {
    history: weights?.history ?? neutralDial.history,
    context: weights?.context ?? neutralDial.context,
    mood: weights?.mood ?? neutralDial.mood,
    surprise: weights?.surprise ?? neutralDial.surprise,
    isSet: weights !== null,
  };
}
