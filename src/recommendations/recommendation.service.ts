import { customerToActFor, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshots } from "../consents/consent.repository.ts";
import { permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import { preferencesOf } from "../corrections/preference.repository.ts";
import type { Transactions } from "../db/transactions.ts";
import type { InteractionRow } from "../interactions/interaction.entity.ts";
import { recentInteractions } from "../interactions/interaction.repository.ts";
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

/** Answers with what consent allows, and makes sure of it again before the answer leaves. */
export class RecommendationService {
  constructor(
    private readonly transactions: Transactions,
    private readonly shelves: ShelfService,
    private readonly now: () => number,
  ) {}

  /**
   * A customer's list.
   *
   * Cost: at most 4 statements, whatever the length: consents, events, preferences, and the epoch
   * again. If consents changed meanwhile, the answer is discarded and computed anew.
   *
   * @throws Error for a customer whom the viewer may not see: callers have checked that before
   */
  async list(
    viewer: Viewer,
    customerId: string,
    request: RecommendationRequest,
  ): Promise<ServedList> {
    if (!customerToActFor(viewer, customerId, "customers:read")) {
      throw new Error("Recommendations were asked for a customer whom the viewer may not see.");
    }
    if (request.mode === "PROFILE_FREE") return this.profileFree(request);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const consents = await this.consentsOf(customerId);
      if (!consents) break;
      const mode = request.mode ?? defaultMode(consents);
      if (mode === "PROFILE_FREE") return this.profileFree(request);
      const list = await this.personal(consents, mode, request);
      if ((await this.consentsOf(customerId))?.epoch === consents.epoch) return list;
    }
    // Consents that change faster than an answer takes: only what needs none is safe.
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
    return toList(shelf, scored, "PROFILE_FREE", null);
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
    return toList(shelf, scored, mode, { consents, events: evidence.events });
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
    const events =
      kinds.length > 0
        ? await recentInteractions(manager, customerId, kinds, LIMITS.evidencePerAnswerMax)
        : [];
    const preferences = isOpen("DECLARED_PREFERENCE")
      ? await preferencesOf(manager, [customerId])
      : [];
    const hasContext = isOpen("CONTEXT");
    return {
      events: events.map((row) => toEvidenceEvent(row, hasContext)),
      preferences: preferences.map(({ preferenceId: id, target, name, sentiment }) => ({
        id,
        target,
        name,
        sentiment,
      })),
    };
  }

  private async consentsOf(customerId: string): Promise<ConsentSnapshotRow | undefined> {
    return (await consentSnapshots(this.transactions.manager, [customerId]))[0];
  }
}

/** Profile-free until the customer has opened personalisation for anything. */
function defaultMode(consents: ConsentSnapshotRow): RecommendationMode {
  const isPersonal = Object.entries(consents.cells).some(
    ([cell, state]) => cell.startsWith("PERSONALISATION:") && state === "GIVEN",
  );
  return isPersonal ? "FULL" : "PROFILE_FREE";
}

function toEvidenceEvent(row: InteractionRow, hasContext: boolean): EvidenceEvent {
  return {
    id: row.interactionId,
    itemId: row.itemId,
    kind: row.kind,
    value: row.value,
    at: row.isTimeKnown ? row.occurredAt.getTime() : null,
    context: hasContext ? row.context : {},
  };
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
