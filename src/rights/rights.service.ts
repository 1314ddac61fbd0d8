import type { EntityManager } from "typeorm";
import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, isRecentlyAuthenticated, loginNotRecent, type Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { RightErrorCode } from "./rights.errors.ts";
import {
  addReset,
  type Changed,
  eraseBeforeResets,
  lockDecisions,
  setQuiet,
  setRestriction,
  undoLatestReset,
} from "./rights.repository.ts";

type Outcome = Result<{ customerId: string }, Failure<RightErrorCode>>;

/** How long a reset can be undone; from then on what lies before it is erased. */
const RESET_UNDO_HOURS = 24;

/** Resets that one statement of the sweep takes: with 1,500 events each, 150,000 rows. */
const RESETS_PER_SWEEP = 100;

/**
 * Rights that put things out of use. Only customers themselves have them; none of them asks a
 * consent, a model or the catalogue, so they work when nothing else does.
 */
export class RightsService {
  constructor(
    private readonly transactions: Transactions,
    /** Milliseconds since 1970. */
    readonly now: () => number,
  ) {}

  /**
   * Restricts processing, or lifts the restriction (GDPR Art. 18): what is kept stays kept and is
   * used for nothing. In force when this resolves. Cost: one statement in one transaction.
   */
  restrict(viewer: Viewer, isRestricted: boolean, key: string): Promise<Outcome> {
    return this.once(viewer, "processingRestrict", { isRestricted }, key, (manager, customerId) =>
      toOutcome(setRestriction(manager, customerId, isRestricted), customerId),
    );
  }

  /** Lets the customer be left alone until a time, or until they say otherwise; or ends that. */
  async setQuiet(
    viewer: Viewer,
    quiet: { readonly isQuiet: boolean; readonly until: Date | null },
    key: string,
  ): Promise<Outcome> {
    const { isQuiet, until } = quiet;
    const since = new Date(this.now());
    if (until && (!isQuiet || until <= since)) {
      return fail("VALUE_INVALID", "Expected a time in the future, with isQuiet.", "until");
    }
    return this.once(viewer, "quietSet", quiet, key, (manager, customerId) =>
      toOutcome(setQuiet(manager, customerId, isQuiet ? { since, until } : null), customerId),
    );
  }

  /**
   * From now on nothing counts that was observed or declared before: events, preferences, dial and
   * what is derived from them. Can be undone for 24 hours; then it is erased, see
   * {@link sweepResets}. Facts such as the name stay, for serving the customer needs them. As it
   * ends in erasing, it needs a recent login.
   */
  async reset(viewer: Viewer, key: string): Promise<Outcome> {
    if (viewer.kind === "CUSTOMER" && !isRecentlyAuthenticated(viewer, this.now())) {
      return this.noted(viewer, "profileReset", loginNotRecent());
    }
    return this.once(viewer, "profileReset", {}, key, async (manager, customerId) =>
      (await addReset(manager, customerId, RESET_UNDO_HOURS)) ? ok({ customerId }) : notFound(),
    );
  }

  /**
   * Takes the latest reset back: nothing was overwritten, so everything counts as it did before.
   * What the customer has declared since stays declared.
   */
  undoReset(viewer: Viewer, key: string): Promise<Outcome> {
    return this.once(viewer, "profileResetUndo", {}, key, async (manager, customerId) => {
      if (!(await lockDecisions(manager, customerId))) return notFound();
      if (await undoLatestReset(manager, customerId)) return ok({ customerId });
      return fail("NOTHING_TO_UNDO", "There is no reset, or its time to be undone is over.");
    });
  }

  private async once(
    viewer: Viewer,
    operation: string,
    input: unknown,
    key: string,
    work: (manager: EntityManager, customerId: string) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (viewer.kind !== "CUSTOMER") {
      const refusal = fail("FORBIDDEN", "Only customers themselves have this right.");
      return this.noted(viewer, operation, refusal);
    }
    const call = { actor: actorOf(viewer), operation, key, input };
    const outcome = await this.transactions.once(call, (manager) =>
      work(manager, viewer.customerId),
    );
    return this.noted(viewer, operation, outcome);
  }

  private noted(viewer: Viewer, operation: string, outcome: Outcome): Promise<Outcome> {
    return noteIfDenied(this.transactions.manager, viewer, operation, outcome);
  }
}

/**
 * Erases what lies before the resets whose time is over; for the worker.
 *
 * Cost: one statement for each hundred resets, one where there are none.
 *
 * @returns how many resets were due
 */
export async function sweepResets(manager: EntityManager): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await eraseBeforeResets(manager, RESETS_PER_SWEEP);
    total += count;
    if (count < RESETS_PER_SWEEP) return total;
  }
}

async function toOutcome(change: Promise<Changed>, customerId: string): Promise<Outcome> {
  return (await change).isKnown ? ok({ customerId }) : notFound();
}

function notFound() {
  return fail("NOT_FOUND", "There is no such customer.");
}
