import { titleOf } from "../catalogue/catalogue.service.ts";
import { isConditionAllowed } from "../consents/policy.ts";
import type { ContextInput, MoodInput, Resolvers } from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toContext } from "../interactions/interaction.resolvers.ts";
import { LIMITS } from "../limits.ts";
import {
  type Context,
  type Contribution,
  type ContributionPart,
  explainSummary,
  type Mood,
} from "../scoring/index.ts";
import type { ServedItem } from "./recommendation.entity.ts";

export const recommendationResolvers: Resolvers = {
  Customer: {
    recommendations: (customer, { first, mode, context, mood }, { viewer, services }) =>
      services.recommendations.list(viewer, customer, {
        first,
        mode: mode ?? null,
        context: toRequestContext(context),
        mood: toMood(mood),
      }),
  },
  RecommendationList: {
    items: ({ items }) => toShownItems(items),
  },
  Recommendation: {
    rank: ({ place }) => place.rank,
    score: ({ place }) => place.score,
    sources: ({ place }) => [...place.sources],
    // It cites evidence of every open category, of which a client may see the purchases only.
    explanation: (served, _args, { viewer }) => (viewer.kind === "CUSTOMER" ? served : null),
  },
  Explanation: {
    baseline: ({ place }) => place.baseline,
    contributions: ({ place, globalIdOf }) =>
      place.contributions.map((contribution) => ({ ...contribution, globalIdOf })),
    summary: ({ place, events, items }, { locale }) =>
      explainSummary(place, locale === "DE" ? "de" : "en", {
        eventOf: (evidenceId) => events.get(evidenceId) ?? null,
        titleOf: (itemId) => {
          const item = items.get(itemId);
          return item ? titleOf(item, locale) : itemId;
        },
      }),
  },
  // An item can rest on a hundred events, so ids are made only for those who ask for them.
  Contribution: {
    parts: ({ parts, globalIdOf }) => parts.map((part) => ({ ...part, globalIdOf })),
    evidenceIds: ({ parts, globalIdOf }) =>
      [...new Set(parts.flatMap(({ evidenceIds }) => evidenceIds))].map(globalIdOf),
  },
  ContributionPart: {
    evidenceIds: ({ evidenceIds, globalIdOf }) => evidenceIds.map(globalIdOf),
  },
};

/** A share of a score, with the names that the outside has for the evidence that it rests on. */
export interface ShownContribution extends Contribution, Citing {}
export interface ShownPart extends ContributionPart, Citing {}

interface Citing {
  readonly globalIdOf: (evidenceId: string) => string;
}

/** A place of a list, with the names that the outside has for the evidence that it cites. */
export interface ShownItem extends ServedItem, Citing {}

/** The core cites evidence by the ids of rows; each gets its global id once for the whole list. */
function toShownItems(items: readonly ServedItem[]): ShownItem[] {
  const globalIds = new Map<string, string>();
  return items.map((served) => ({
    ...served,
    globalIdOf: (evidenceId) => {
      let globalId = globalIds.get(evidenceId);
      if (globalId === undefined) {
        const type = served.events.has(evidenceId) ? "Interaction" : "DeclaredPreference";
        globalId = encodeNodeId(type, served.customerId ?? "", evidenceId);
        globalIds.set(evidenceId, globalId);
      }
      return globalId;
    },
  }));
}

/** The named fields and the free ones together. */
function toRequestContext(input: ContextInput | null | undefined): Context {
  if (!input) return {};
  const { conditions, ...named } = input;
  if (conditions.length > LIMITS.conditionsMax) {
    throw badUserInput(`At most ${LIMITS.conditionsMax} conditions.`);
  }
  const known = Object.entries(named).flatMap(([name, value]) =>
    value == null ? [] : [{ name, value }],
  );
  const all = [...known, ...conditions];
  if (!all.every(({ name }) => isConditionAllowed(name))) {
    throw badUserInput(
      "A situation is coarse: no moods, health or exact places. Moods have `mood`.",
    );
  }
  return toContext(all);
}

function toMood(input: MoodInput | null | undefined): Mood | null {
  if (!input) return null;
  const { name, intensity } = input;
  if (intensity < 1 || intensity > 3) throw badUserInput("Expected an intensity from 1 to 3.");
  return { name, intensity };
}
