import { titleOf } from "../catalogue/catalogue.service.ts";
import type { ContextInput, MoodInput, Resolvers } from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toContext } from "../interactions/interaction.resolvers.ts";
import { LIMITS } from "../limits.ts";
import { type Context, explainSummary, type Mood } from "../scoring/index.ts";
import type { ServedItem } from "./recommendation.entity.ts";

export const recommendationResolvers: Resolvers = {
  Customer: {
    recommendations: ({ customerId }, { first, mode, context, mood }, { viewer, services }) =>
      services.recommendations.list(viewer, customerId, {
        first,
        mode: mode ?? null,
        context: toRequestContext(context),
        mood: toMood(mood),
      }),
  },
  Recommendation: {
    rank: ({ place }) => place.rank,
    score: ({ place }) => place.score,
    sources: ({ place }) => [...place.sources],
    explanation: (served) => served,
  },
  Explanation: {
    baseline: ({ place }) => place.baseline,
    contributions: (served) =>
      served.place.contributions.map(({ signal, value, parts }) => ({
        signal,
        value,
        parts: parts.map((part) => ({
          name: part.name,
          value: part.value,
          evidenceIds: globalIds(served, part.evidenceIds),
        })),
        evidenceIds: globalIds(served, new Set(parts.flatMap((part) => part.evidenceIds))),
      })),
    summary: ({ place, events, items }, { locale }) =>
      explainSummary(place, locale === "DE" ? "de" : "en", {
        eventOf: (evidenceId) => events.get(evidenceId) ?? null,
        titleOf: (itemId) => {
          const item = items.get(itemId);
          return item ? titleOf(item, locale) : itemId;
        },
      }),
  },
};

/** The core cites evidence by the ids of rows; the outside knows it by global ids. */
function globalIds(served: ServedItem, evidenceIds: Iterable<string>): string[] {
  const { customerId, events } = served;
  if (customerId === null) return [];
  return Array.from(evidenceIds, (id) =>
    encodeNodeId(events.has(id) ? "Interaction" : "DeclaredPreference", customerId, id),
  );
}

/** The named fields and the free ones together; a free one of the same name wins. */
function toRequestContext(input: ContextInput | null | undefined): Context {
  if (!input) return {};
  const { conditions, ...named } = input;
  if (conditions.length > LIMITS.conditionsMax) {
    throw badUserInput(`At most ${LIMITS.conditionsMax} conditions.`);
  }
  const known = Object.entries(named).flatMap(([name, value]) =>
    value == null ? [] : [{ name, value }],
  );
  return toContext([...known, ...conditions]);
}

function toMood(input: MoodInput | null | undefined): Mood | null {
  if (!input) return null;
  const { name, intensity } = input;
  if (intensity < 1 || intensity > 3) throw badUserInput("Expected an intensity from 1 to 3.");
  return { name, intensity };
}
