import { customerToActFor, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshots } from "../consents/consent.repository.ts";
import { permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import { preferencesOf } from "../corrections/preference.repository.ts";
import type { Transactions } from "../db/transactions.ts";
import { recentEvidence } from "../interactions/interaction.repository.ts";
import { kindsWhere } from "../interactions/interaction.service.ts";
import { LIMITS } from "../limits.ts";
import {
  type Context,
  type Evidence,
  type EvidenceEvent,
  type Mood,
  recommendPersonal,
  recommendProfileFree,
  type ScoredItem,
} from "../scoring/index.ts";
import type { RecommendationMode, ServedItem, ServedList } from "./recommendation.entity.ts";
import type { Shelf, ShelfService } from "./shelf.service.ts";

/** What a list is asked for. Context and mood live as long as this object. */
export interface RecommendationRequest {
  readonly first: number;
  /** Null: profile-free until the customer has opened personalisation. */
  readonly mode: RecommendationMode | null;
  readonly context: Context;
  readonly mood: Mood | null;
}

/** How often an answer is computed anew because consents changed while it was under way. */
const ATTEMPTS_MAX = 3;

/** Exploration will draw from it; until then every answer is its own best list. */
const SEED = 0;

/** Answers with what consent allows, and makes sure of it again when the answer is computed. */
export class RecommendationService {
  constructor(
    private readonly transactions: Transactions,
    private readonly shelves: ShelfService,
    private readonly now: () => number,
  ) {}

  /**
   * A customer's list.
   *
   * Cost: 3 statements, whatever the length: events, preferences, and the epoch again. If consents
   * changed meanwhile, the answer is discarded and computed anew.
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
      const mode = request.mode ?? defaultMode(consents);
      if (mode === "PROFILE_FREE") break;
      const list = await this.personal(consents, mode, request);
      const [now] = await consentSnapshots(this.transactions.manager, [customerId]);
      if (!now) break;
      if (now.epoch === consents.epoch) return list;
      consents = now;
    }
    // Also where consents change faster than an answer takes: only what needs none is safe then.
    return this.profileFree(request);
  }

  /** A list without anything about anybody: there is no customer to leave out. */
  private profileFree(request: RecommendationRequest): ServedList {
    const shelf = this.shelves.current();
    const { context, mood, first } = request;
    const { catalogue, model } = shelf;
    const now = this.now();
    const scored = recommendProfileFree({
      catalogue,
      model,
      context,
      mood,
      now,
      seed: SEED,
      first,
    });
    return toList(shelf, scored.items, "PROFILE_FREE", null);
  }

  private async personal(
    consents: ConsentSnapshotRow,
    mode: Exclude<RecommendationMode, "PROFILE_FREE">,
    { context, mood, first }: RecommendationRequest,
  ): Promise<ServedList> {
    const evidence = await this.permittedEvidence(consents, mode);
    const shelf = this.shelves.current();
    const scored = recommendPersonal({
      catalogue: shelf.catalogue,
      model: shelf.model,
      evidence,
      context,
      mood,
      now: this.now(),
      seed: SEED,
      first,
    });
    return toList(shelf, scored.items, mode, { consents, events: evidence.events });
  }

  /** Only what the open cells cover is even read. */
  private async permittedEvidence(
    consents: ConsentSnapshotRow,
    mode: Exclude<RecommendationMode, "PROFILE_FREE">,
  ): Promise<Evidence> {
    const { manager } = this.transactions;
    const { customerId } = consents;
    const isOpen = (category: DataCategory) =>
      permit(consents, "PERSONALISATION", category, "SCORE");
    const kinds = mode === "FULL" ? kindsWhere(isOpen) : [];
    const [events, preferences] = await Promise.all([
      kinds.length > 0
        ? recentEvidence(manager, customerId, kinds, LIMITS.evidencePerAnswerMax)
        : [],
      isOpen("DECLARED_PREFERENCE") ? preferencesOf(manager, [customerId]) : [],
    ]);
    return {
      events,
      preferences: preferences.map(({ preferenceId: id, target, name, sentiment }) => ({
        id,
        target,
        name,
        sentiment,
      })),
    };
  }
}

/** Profile-free until the customer has opened personalisation for anything. */
function defaultMode(consents: ConsentSnapshotRow): RecommendationMode {
  const isPersonal = Object.entries(consents.cells).some(
    ([cell, state]) => cell.startsWith("PERSONALISATION:") && state === "GIVEN",
  );
  return isPersonal ? "FULL" : "PROFILE_FREE";
}

function toList(
  shelf: Shelf,
  scored: readonly ScoredItem[],
  mode: RecommendationMode,
  used: { consents: ConsentSnapshotRow; events: readonly EvidenceEvent[] } | null,
): ServedList {
  const events = new Map(used?.events.map((event) => [event.id, event]));
  const modelVersion = shelf.snapshotId === null ? null : shelf.model.version;
  const customerId = used?.consents.customerId ?? null;
  const items = scored.map((place): ServedItem => {
    const item = shelf.items.get(place.itemId);
    if (!item) throw new Error("The core proposed an item that is not in the catalogue.");
    return { item, place, customerId, events, items: shelf.items };
  });
  return { items, mode, modelVersion, consentEpoch: used?.consents.epoch ?? null };
}
