import { GraphQLError } from "graphql";
import { titleOf } from "../catalogue/catalogue.service.ts";
import { isConditionAllowed } from "../consents/policy.ts";
import type {
  ContextInput,
  CustomerRecommendationsArgs,
  MoodInput,
  Resolvers,
} from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { toContext } from "../interactions/interaction.resolvers.ts";
import { LIMITS } from "../limits.ts";
import {
  type Context,
  type Contribution,
  type ContributionPart,
  explainNotShown,
  explainSummary,
  type Mood,
  type NotShownReason,
} from "../scoring/index.ts";
import type { MoodTokens } from "./mood-token.service.ts";
import type { ServedItem, ServedList } from "./recommendation.entity.ts";
import { isSeed } from "./shown-list.service.ts";

export const recommendationResolvers: Resolvers = {
  Customer: {
    recommendations: async (customer, args, { viewer, services, basis, uses }) => {
      const mood = await moodOf(args, services.moodTokens);
      const request = {
        placement: args.placement,
        first: args.first,
        mode: args.mode ?? null,
        context: toRequestContext(args.context),
        mood,
        seed: toSeed(args.seed),
      };
      const list = await services.recommendations.list(viewer, customer, request, basis);
      uses.note(customer.customerId, "PERSONALISATION", list.usedCategories);
      if (!mood) return list;
      // Handing a token on does not make it last longer.
      const sealMood = async () => args.moodToken ?? services.moodTokens.seal(mood);
      return { ...list, sealMood };
    },
  },
  RecommendationList: {
    items: ({ items }) => toShownItems(items),
    listId: ({ customerId, listId }) =>
      customerId && listId ? encodeNodeId("RecommendationList", customerId, listId) : null,
    moodToken: ({ sealMood }) => sealMood?.() ?? null,
    // Like an explanation, it tells what the customer did.
    notShown: ({ reasonOf }, { sku }, { viewer }) =>
      viewer.kind === "CUSTOMER" ? { reason: reasonOf(sku) } : null,
  },
  NotShown: {
    sentence: ({ reason }, { locale }) => explainNotShown(reason, locale === "DE" ? "de" : "en"),
  },
  Recommendation: {
    rank: ({ place }) => place.rank,
    score: ({ place }) => place.score,
    sources: ({ place }) => [...place.sources],
    slot: ({ place }) => place.slot,
    dueOn: ({ place }) => (place.dueAt === null ? null : new Date(place.dueAt)),
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
    without: ({ without }, { signal }) => without(signal),
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

/** A list with what seals the mood that it was asked with, where it was asked with one. */
export interface AnsweredList extends ServedList {
  readonly sealMood?: () => Promise<string>;
}

/** Why an item is not in a list. */
export interface NotShownAnswer {
  readonly reason: NotShownReason;
}

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

function toSeed(seed: number | null | undefined): number | null {
  if (seed == null) return null;
  if (!isSeed(seed)) throw badUserInput("Expected a seed from 0 to 2,147,483,647.");
  return seed;
}

/** The mood of a request: said in it, or handed back from an earlier answer. */
async function moodOf(
  { mood, moodToken }: Pick<CustomerRecommendationsArgs, "mood" | "moodToken">,
  moodTokens: MoodTokens,
): Promise<Mood | null> {
  if (moodToken == null) return toMood(mood);
  if (mood != null) throw badUserInput("Give the mood or its token, not both.");
  const opened = await moodTokens.open(moodToken);
  if (opened.ok) return opened.value;
  throw new GraphQLError(opened.errors[0]!.message, {
    extensions: { code: opened.errors[0]!.code, http: { status: 400 } },
  });
}

function toMood(input: MoodInput | null | undefined): Mood | null {
  if (!input) return null;
  const { name, intensity } = input;
  if (intensity < 1 || intensity > 3) throw badUserInput("Expected an intensity from 1 to 3.");
  return { name, intensity };
}
