import type { EntityManager } from "typeorm";
import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { type ConsentView, permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Connections } from "../db/roles.ts";
import type { Transactions } from "../db/transactions.ts";
import { recentEvidence } from "../interactions/interaction.repository.ts";
import { usableKinds } from "../interactions/interaction.service.ts";
import { LIMITS } from "../limits.ts";
import type { AnswerBasis } from "../recommendations/answer.service.ts";
import type { ShelfService } from "../recommendations/shelf.service.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import { type Guess, groupsNamed, guessInterests, type InterestName } from "../scoring/index.ts";
import type { GuessRestoreErrorCode, GuessStrikeErrorCode } from "./guess.errors.ts";
import {
  countStruckGuessesForWrite,
  deleteStruckGuess,
  insertStruckGuess,
} from "./guess.repository.ts";

/** A guess with the customer whom it is about. */
export interface GuessOfCustomer extends Guess {
  readonly customerId: string;
}

/** What the house guesses, computed when asked, and the customer's word that a guess is wrong. */
export class GuessService {
  constructor(
    private readonly transactions: Transactions,
    private readonly connections: Pick<Connections, "managerFor">,
    private readonly shelves: ShelfService,
    private readonly now: () => number,
  ) {}

  /**
   * What a customer is taken to like, the strongest first; empty for all but the customer, and
   * where PERSONALISATION × GUESS is closed. Only evidence of open cells is read.
   *
   * Cost: one statement, the events with the strikes; none without consent.
   *
   * @param customer with what they had decided when they were read
   * @param basis learns what the guesses rest on: they leave only while that stands
   */
  async list(
    viewer: Viewer,
    customer: ConsentSnapshotRow,
    first: number,
    basis: AnswerBasis,
  ): Promise<GuessOfCustomer[]> {
    const { customerId } = customer;
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return [];
    const kinds = basis.isProfileFree ? [] : guessableKinds(customer, this.now());
    if (kinds.length === 0) return [];
    basis.restsOn(customer);
    const manager = this.connections.managerFor("PERSONALISATION");
    const limit = LIMITS.evidencePerAnswerMax;
    const { events, struck } = await recentEvidence(
      manager,
      customerId,
      kinds,
      customer.resetAt,
      limit,
    );
    const { catalogue, model } = this.shelves.current();
    const evidence = { events, preferences: [], struck };
    const guesses = guessInterests({ catalogue, model, evidence, now: this.now() });
    return guesses.slice(0, first).map((guess) => ({ ...guess, customerId }));
  }

  /**
   * Strikes a guess about the viewer, also one that is not made at this moment. It restricts, so it
   * needs no consent. Striking it again changes nothing.
   */
  strike(
    viewer: Viewer,
    name: InterestName,
    key: string,
  ): Promise<Result<{ customerId: string }, Failure<GuessStrikeErrorCode>>> {
    return this.once(viewer, "guessStrike", key, name, async (manager, customerId) => {
      const count = await countStruckGuessesForWrite(manager, customerId);
      if (count === undefined) return fail("NOT_FOUND", "There is no such customer.");
      if (groupsNamed(this.shelves.current().catalogue, [name]).size === 0) {
        const what = name.kind === "TAG" ? "tag" : "category";
        return fail("NOT_FOUND", `The catalogue has no such ${what}.`, "name");
      }
      if (count >= LIMITS.struckGuessesMax) {
        return fail("TOO_MANY_ENTRIES", `At most ${LIMITS.struckGuessesMax} can be struck.`);
      }
      await insertStruckGuess(manager, customerId, name);
      return ok({ customerId });
    });
  }

  /** Takes a strike of the viewer's back. */
  restore(
    viewer: Viewer,
    name: InterestName,
    key: string,
  ): Promise<Result<{ customerId: string }, Failure<GuessRestoreErrorCode>>> {
    return this.once(viewer, "guessRestore", key, name, async (manager, customerId) => {
      const taken = await deleteStruckGuess(manager, customerId, name);
      return taken ? ok({ customerId }) : fail("NOT_FOUND", "You have not struck this.", "name");
    });
  }

  private async once<Code extends string>(
    viewer: Viewer,
    operation: string,
    key: string,
    { kind, name }: InterestName,
    work: (
      manager: EntityManager,
      customerId: string,
    ) => Promise<Result<{ customerId: string }, Failure<Code>>>,
  ): Promise<
    Result<{ customerId: string }, Failure<Code | "FORBIDDEN" | "IDEMPOTENCY_KEY_REUSED">>
  > {
    const attempt = async () => {
      if (viewer.kind !== "CUSTOMER") {
        return fail("FORBIDDEN", "Only customers can say whether a guess about them is wrong.");
      }
      const call = { actor: actorOf(viewer), operation, key, input: { kind, name } };
      return this.transactions.once(call, (manager) => work(manager, viewer.customerId));
    };
    return noteIfDenied(this.transactions.manager, viewer, operation, await attempt());
  }
}

/** The kinds of events that guesses may be made from; none where none may be made. */
function guessableKinds(consents: ConsentView, now: number) {
  const mayExplain = (category: DataCategory) =>
    permit(consents, "PERSONALISATION", category, "EXPLAIN");
  return mayExplain("GUESS") ? usableKinds("PERSONALISATION", mayExplain, now) : [];
}
