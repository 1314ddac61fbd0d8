import { customerToActFor, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { hasOpenCell, isQuiet, isRestricted, permit } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Connections } from "../db/roles.ts";
import { recentEvidence } from "../interactions/interaction.repository.ts";
import { CATEGORY_OF_KIND, usableKinds } from "../interactions/interaction.service.ts";
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
import type { AnswerBasis } from "./answer.service.ts";
import { parametersOf } from "./parameters.service.ts";
import type { RecommendationMode, ServedItem, ServedList } from "./recommendation.entity.ts";
import type { Shelf, ShelfService } from "./shelf.service.ts";
import { explorationShareFor, newSeed, shownListRow } from "./shown-list.service.ts";
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

/** What a list is computed from, and of which categories that is. */
interface PermittedEvidence {
  readonly evidence: Evidence;
  readonly dial: Dial;
  readonly usedCategories: readonly DataCategory[];
}

/** The seed of answers in which nothing is left to chance. */
const SEED_WITHOUT_CHANCE = 0;

/** Computes lists from what consent allows; whether they may leave is confirmed afterwards. */
export class RecommendationService {
  constructor(
    private readonly connections: Pick<Connections, "managerFor">,
    private readonly shelves: ShelfService,
    private readonly now: () => number,
  ) {}

  /**
   * A customer's list. It may leave only where `basis` is confirmed: consents may change meanwhile.
   *
   * Cost: 2 statements, whatever the length: events and declarations.
   *
   * @param customer with what they had decided when they were read
   * @param basis learns what the list rests on, and what is to be kept of it
   * @throws Error for a customer whom the viewer may not see: nobody gets hold of such a one
   */
  async list(
    viewer: Viewer,
    customer: ConsentSnapshotRow,
    request: RecommendationRequest,
    basis: AnswerBasis,
  ): Promise<ServedList> {
    if (!customerToActFor(viewer, customer.customerId, "customers:read")) {
      throw new Error("Recommendations were asked for a customer whom the viewer may not see.");
    }
    const wanted = request.mode ?? defaultMode(customer);
    const mode = basis.isProfileFree || isRestricted(customer) ? "PROFILE_FREE" : wanted;
    if (mode === "PROFILE_FREE") return this.profileFree(request);
    basis.restsOn(customer);
    const wantsQuiet = isQuiet(customer, this.now());
    // A list with a mood is not kept, so exploring in it would teach nobody.
    const mayExplore = request.mood === null && !wantsQuiet;
    const explorationShare = mayExplore ? explorationShareFor(customer) : 0;
    const seed = request.seed ?? (explorationShare > 0 ? newSeed() : SEED_WITHOUT_CHANCE);
    const list = await this.compute({
      ...request,
      consents: customer,
      purpose: "PERSONALISATION",
      mode,
      seed,
      explorationShare,
      isQuiet: wantsQuiet,
    });
    return this.kept(customer, list, request, basis);
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
    const { evidence, dial, usedCategories } = await this.permittedEvidence(of);
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
    const used = { consents, events: evidence.events, usedCategories };
    return { scored, served: toList(shelf, scored, mode, seed, used) };
  }

  /** Has the list kept where it may be. */
  private kept(
    consents: ConsentSnapshotRow,
    { served, scored }: ComputedList,
    request: RecommendationRequest,
    basis: AnswerBasis,
  ): ServedList {
    if (!isKept(request) || served.mode === "PROFILE_FREE") return served;
    const { placement, context } = request;
    const { items, candidateCount } = scored;
    const { mode, modelVersion } = served;
    const shown = {
      placement,
      context,
      seed: served.seed,
      mode,
      modelVersion,
      items,
      candidateCount,
    };
    const row = shownListRow(consents, shown, this.now());
    if (!row) return served;
    basis.lists.push(row);
    return { ...served, listId: row.listId };
  }

  /** Only what the open cells cover is even read, under a role that sees nothing else. */
  private async permittedEvidence({
    consents,
    purpose,
    mode,
  }: Computation): Promise<PermittedEvidence> {
    const manager = this.connections.managerFor(purpose);
    const { customerId, resetAt } = consents;
    // What could not be explained to the customer orders nothing.
    const isOpen = (category: DataCategory) =>
      permit(consents, purpose, category, "SCORE") &&
      permit(consents, purpose, category, "EXPLAIN");
    const kinds = mode === "FULL" ? usableKinds(purpose, isOpen, this.now()) : [];
    const [{ events, struck }, { preferences, weights }] = await Promise.all([
      kinds.length > 0
        ? recentEvidence(manager, customerId, kinds, resetAt, LIMITS.evidencePerAnswerMax)
        : { events: [], struck: [] },
      isOpen("DECLARED_PREFERENCE")
        ? declarationsOf(manager, customerId, resetAt)
        : { preferences: [], weights: null },
    ]);
    const declared = preferences.map(({ preferenceId, ...rest }) => ({
      id: preferenceId,
      ...rest,
    }));
    const usedCategories = new Set(events.map(({ kind }) => CATEGORY_OF_KIND[kind]));
    if (preferences.length > 0 || weights !== null) usedCategories.add("DECLARED_PREFERENCE");
    const evidence = { events, preferences: declared, struck };
    return { evidence, dial: dialOf(weights), usedCategories: [...usedCategories] };
  }
}

interface UsedEvidence {
  readonly consents: ConsentSnapshotRow;
  readonly events: readonly EvidenceEvent[];
  readonly usedCategories: readonly DataCategory[];
}

/**
 * Whether a list is kept to learn from. One that was asked for by seed is no draw of ours. The row
 * of one that was asked for with a mood would tell the mood: it could be compared with what each
 * mood gives.
 */
function isKept({ seed, mood }: RecommendationRequest): boolean {
  return seed === null && mood === null;
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
  used: UsedEvidence | null,
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
    usedCategories: used?.usedCategories ?? [],
    seed,
    listId: null,
    reasonOf: scored.reasonOf,
  };
}
