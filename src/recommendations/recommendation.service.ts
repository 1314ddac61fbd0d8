import { customerToActFor, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshots } from "../consents/consent.repository.ts";
import { hasOpenCell, isQuiet, isRestricted, permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import { recentEvidence } from "../interactions/interaction.repository.ts";
import { kindsWhere } from "../interactions/interaction.service.ts";
import { LIMITS } from "../limits.ts";
import {
  type Context,
  type Dial,
  type Evidence,
  type EvidenceEvent,
  type Mood,
  type RecommendedList,
  recommendPersonal,
  recommendProfileFree,
} from "../scoring/index.ts";
import { parametersOf } from "./parameters.service.ts";
import type { RecommendationMode, ServedItem, ServedList } from "./recommendation.entity.ts";
import type { Shelf, ShelfService } from "./shelf.service.ts";
import { newSeed, type ShownListService } from "./shown-list.service.ts";
import { declarationsOf } from "./weights.repository.ts";
import { dialOf } from "./weights.service.ts";

/** What a list is asked for. Context and mood live as long as this object. */
export interface RecommendationRequest {
  /** Where the list is shown. */
  readonly placement: string;
  readonly first: number;
  /** Null: profile-free until the customer has opened personalisation. */
  readonly mode: RecommendationMode | null;
  readonly context: Context;
  readonly mood: Mood | null;
  /** Replays the list of that seed; null draws a new one where anything is left to chance. */
  readonly seed: number | null;
}

/** What one list is computed for and from. */
interface Computation {
  readonly consents: ConsentSnapshotRow;
  readonly purpose: "PERSONALISATION" | "OUTREACH";
  readonly mode: Exclude<RecommendationMode, "PROFILE_FREE">;
  readonly first: number;
  readonly context: Context;
  readonly mood: Mood | null;
  readonly seed: number;
  readonly explorationShare: number;
  /** Without exploration and without reminders of what is due. */
  readonly isQuiet: boolean;
}

/** A list with what only its record needs. */
interface ComputedList {
  readonly served: ServedList;
  readonly scored: RecommendedList;
}

/** How often an answer is computed anew because consents changed while it was under way. */
const ATTEMPTS_MAX = 3;

/** The seed of answers in which nothing is left to chance. */
const SEED_WITHOUT_CHANCE = 0;

/** Answers with what consent allows, and makes sure of it again when the answer is computed. */
export class RecommendationService {
  constructor(
    private readonly transactions: Transactions,
    private readonly shelves: ShelfService,
    private readonly shownLists: ShownListService,
    private readonly now: () => number,
  ) {}

  /**
   * A customer's list.
   *
   * Cost: 3 statements, whatever the length: events, declarations, and the epoch again; one more
   * where the list is kept to learn from. If consents changed meanwhile, the answer is discarded
   * and computed anew.
   *
   * @param customer with what they had decided when they were read
   * @throws Error for a customer whom the viewer may not see: nobody gets hold of such a one
   */
  async list(
    viewer: Viewer,
    customer: ConsentSnapshotRow,
    request: RecommendationRequest,
  ): Promise<ServedList> {
    const { customerId } = customer;
    if (!customerToActFor(viewer, customerId, "customers:read")) {
      throw new Error("Recommendations were asked for a customer whom the viewer may not see.");
    }
    let consents = customer;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const mode = isRestricted(consents)
        ? "PROFILE_FREE"
        : (request.mode ?? defaultMode(consents));
      if (mode === "PROFILE_FREE") break;
      const wantsQuiet = isQuiet(consents, this.now());
      const explorationShare = wantsQuiet ? 0 : this.shownLists.explorationShareFor(consents);
      const seed = request.seed ?? (explorationShare > 0 ? newSeed() : SEED_WITHOUT_CHANCE);
      const purpose = "PERSONALISATION";
      const list = await this.compute({
        ...request,
        consents,
        purpose,
        mode,
        seed,
        explorationShare,
        isQuiet: wantsQuiet,
      });
      const [now] = await consentSnapshots(this.transactions.manager, [customerId]);
      if (!now) break;
      if (now.epoch === consents.epoch) return this.recorded(consents, list, request);
      consents = now;
    }
    // Also where consents change faster than an answer takes: only what needs none is safe then.
    return this.profileFree(request);
  }

  /**
   * What could be said to a customer who has not asked: from what OUTREACH covers, without context,
   * mood and chance. It is not kept. The caller makes sure of the epoch.
   *
   * Cost: at most 2 statements.
   */
  async outreachList(consents: ConsentSnapshotRow, first: number): Promise<ServedList> {
    const { served } = await this.compute({
      consents,
      purpose: "OUTREACH",
      mode: "FULL",
      first,
      context: {},
      mood: null,
      seed: SEED_WITHOUT_CHANCE,
      explorationShare: 0,
      isQuiet: false,
    });
    return served;
  }

  /** What answers are computed with at this moment. */
  parameters() {
    return parametersOf(this.shelves.current());
  }

  /** A list without anything about anybody: there is no customer to leave out. */
  private profileFree({ context, mood, first, seed }: RecommendationRequest): ServedList {
    const shelf = this.shelves.current();
    const { catalogue, model } = shelf;
    const now = this.now();
    const request = { catalogue, model, context, mood, now, first };
    const drawn = seed ?? SEED_WITHOUT_CHANCE;
    const scored = recommendProfileFree({ ...request, seed: drawn });
    return toList(shelf, scored, "PROFILE_FREE", drawn, null);
  }

  private async compute(of: Computation): Promise<ComputedList> {
    const { evidence, dial } = await this.permittedEvidence(of);
    const { consents, mode, first, context, mood, seed, explorationShare, isQuiet } = of;
    const shelf = this.shelves.current();
    const scored = recommendPersonal({
      catalogue: shelf.catalogue,
      model: shelf.model,
      evidence,
      dial,
      context,
      mood,
      now: this.now(),
      seed,
      first,
      explorationShare,
      isQuiet,
    });
    const used = { consents, events: evidence.events };
    return { scored, served: toList(shelf, scored, mode, seed, used) };
  }

  /** Keeps the list where it may be; one that was asked for by seed is no draw of ours. */
  private async recorded(
    consents: ConsentSnapshotRow,
    { served, scored }: ComputedList,
    { placement, context, seed }: RecommendationRequest,
  ): Promise<ServedList> {
    if (seed !== null || served.mode === "PROFILE_FREE") return served;
    const listId = await this.shownLists.record(consents, {
      placement,
      seed: served.seed,
      modelVersion: served.modelVersion,
      mode: served.mode,
      context,
      items: scored.items,
      candidateCount: scored.candidateCount,
    });
    return { ...served, listId };
  }

  /** Only what the open cells cover is even read. */
  private async permittedEvidence({
    consents,
    purpose,
    mode,
  }: Computation): Promise<{ evidence: Evidence; dial: Dial }> {
    const { manager } = this.transactions;
    const { customerId, resetAt } = consents;
    const isOpen = (category: DataCategory) => permit(consents, purpose, category, "SCORE");
    const kinds = mode === "FULL" ? kindsWhere(isOpen) : [];
    const [events, { preferences, weights }] = await Promise.all([
      kinds.length > 0
        ? recentEvidence(manager, customerId, kinds, resetAt, LIMITS.evidencePerAnswerMax)
        : [],
      isOpen("DECLARED_PREFERENCE")
        ? declarationsOf(manager, customerId, resetAt)
        : { preferences: [], weights: null },
    ]);
    const declared = preferences.map(({ preferenceId, ...rest }) => ({
      id: preferenceId,
      ...rest,
    }));
    return { evidence: { events, preferences: declared }, dial: dialOf(weights) };
  }
}

/** Profile-free until the customer has opened personalisation for anything. */
function defaultMode(consents: ConsentSnapshotRow): RecommendationMode {
  return hasOpenCell(consents, "PERSONALISATION") ? "FULL" : "PROFILE_FREE";
}

function toList(
  shelf: Shelf,
  scored: RecommendedList,
  mode: RecommendationMode,
  seed: number,
  used: { consents: ConsentSnapshotRow; events: readonly EvidenceEvent[] } | null,
): ServedList {
  const events = new Map(used?.events.map((event) => [event.id, event]));
  const customerId = used?.consents.customerId ?? null;
  const items = scored.items.map((place): ServedItem => {
    const item = shelf.items.get(place.itemId);
    if (!item) throw new Error("The core proposed an item that is not in the catalogue.");
    const without: ServedItem["without"] = (signal) => {
      const alternative = scored.without(place.itemId, signal);
      if (!alternative) throw new Error("The core shows an item that it does not know.");
      return alternative;
    };
    return { item, place, without, customerId, events, items: shelf.items };
  });
  return {
    items,
    mode,
    modelVersion: shelf.snapshotId === null ? null : shelf.model.version,
    consentEpoch: used?.consents.epoch ?? null,
    customerId,
    seed,
    listId: null,
    reasonOf: scored.reasonOf,
  };
}
