import {
  type Catalogue,
  type Context,
  type EvidenceEvent,
  type Model,
  type Mood,
  scoreAll,
} from "../../scoring/index.ts";
import { permutationOf, randomFrom } from "../random.ts";
import type { Row } from "./rows.ts";
import type { Split, SplitRequest } from "./splits.ts";

/** What the ranker is asked in one request. */
interface Question {
  /** Whose history it is; null for nobody's. */
  readonly owner: string | null;
  readonly context: Context;
  readonly mood: Mood | null;
}

/**
 * The ways in which the ranker is asked about a request: as it serves, and for each signal without
 * it and with that of another request. All of them ask the same learned model.
 *
 * A protocol lists moods among the columns of its context, so the controls of the context go
 * without both, and those of the mood without the mood alone.
 */
const questions: Readonly<Record<string, (own: Question, other: Question) => Question>> = {
  kathi: (own) => own,
  kathiNoContext: (own) => ({ ...own, context: {}, mood: null }),
  kathiShuffledContext: (own, { context, mood }) => ({ ...own, context, mood }),
  kathiNoMood: (own) => ({ ...own, mood: null }),
  kathiShuffledMood: (own, { mood }) => ({ ...own, mood }),
  kathiNoHistory: (own) => ({ ...own, owner: null }),
  kathiShuffledHistory: (own, { owner }) => ({ ...own, owner }),
};

/** Names of the ranker's arms, in the order of the report. */
export const armNames = [
  ...Object.keys(questions),
  "kathiNoiseContext",
  "kathiNoCrowd",
  "kathiShuffledCrowd",
];

/** What was learned from the same training rows. */
export interface Models {
  readonly kathi: Model;
  /** From rows whose contexts and moods were dealt out at random: what learning makes of noise. */
  readonly noise: Model;
}

/** The arms against which the ranker as it serves shows what a signal is worth. */
export const controls: Readonly<Record<string, { readonly none: string; readonly other: string }>> =
  {
    history: { none: "kathiNoHistory", other: "kathiShuffledHistory" },
    context: { none: "kathiNoContext", other: "kathiShuffledContext" },
    mood: { none: "kathiNoMood", other: "kathiShuffledMood" },
    crowd: { none: "kathiNoCrowd", other: "kathiShuffledCrowd" },
  };

/**
 * The ranker's arms over the requests of a split. The other request of the shuffled controls is the
 * next one in a random order of them: never the same one where there are two. The crowd is shuffled
 * by giving each item another one's share.
 *
 * @returns from the position of a request to the scores of each arm, by `armNames`
 */
export function kathiArms(
  catalogue: Catalogue,
  models: Models,
  split: Split,
  seed: number,
): (index: number) => ReadonlyMap<string, Float64Array> {
  const partners = partnersOf(split.requests, seed);
  const places = permutationOf(catalogue.ids.length, randomFrom(seed));
  return (index) => {
    const request = split.requests[index]!;
    const now = request.row.at ?? models.kathi.asOf;
    const ask = asker(catalogue, models.kathi, split, now);
    const own = questionOf(request);
    const other = questionOf(partners[index]!);
    const arms = new Map(
      Object.entries(questions).map(([name, question]) => [name, ask(question(own, other))]),
    );
    const noisy = { ...own, context: other.context, mood: other.mood };
    const askNoise =
      models.noise === models.kathi ? ask : asker(catalogue, models.noise, split, now);
    arms.set("kathiNoiseContext", askNoise(noisy));
    const kathi = arms.get("kathi")!;
    const crowd = crowdShares(ask);
    const rest = kathi.map((score, item) => score - crowd[item]!);
    arms.set("kathiNoCrowd", rest);
    arms.set(
      "kathiShuffledCrowd",
      rest.map((score, item) => score + crowd[places[item]!]!),
    );
    return arms;
  };
}

/** What the crowd adds to each item: the score where nothing is known and nothing is going on. */
function crowdShares(ask: (question: Question) => Float64Array): Float64Array {
  return ask({ owner: null, context: {}, mood: null });
}

/** Asks each different question once: most requests have no mood, many no context. */
function asker(catalogue: Catalogue, model: Model, split: Split, now: number) {
  const answers = new Map<string, Float64Array>();
  const eventsOf = new Map<string, EvidenceEvent[]>();
  return ({ owner, context, mood }: Question): Float64Array => {
    const key = JSON.stringify([owner, Object.entries(context).sort(), mood]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    let events: EvidenceEvent[] = [];
    if (owner !== null) {
      events = eventsOf.get(owner) ?? split.train.get(owner)!.map(eventOf);
      eventsOf.set(owner, events);
    }
    const evidence = { events, preferences: [] };
    const scores = scoreAll({ catalogue, model, evidence, context, mood, now });
    answers.set(key, scores);
    return scores;
  };
}

/** A training row as the core reads it. */
export function eventOf({ id, item, kind, value, at, context }: Row): EvidenceEvent {
  return { id, itemId: item, kind, value, at, context };
}

/** A request has one mood; the first known column is it. */
function questionOf({ user, row: { context, moods } }: SplitRequest): Question {
  const mood = moods.length === 0 ? null : { name: moods[0]!, intensity: 3 };
  return { owner: user, context, mood };
}

/** Another request for each: the next one in a random order, and the first after the last. */
export function partnersOf<Request>(requests: readonly Request[], seed: number): Request[] {
  const order = permutationOf(requests.length, randomFrom(seed));
  const partners: Request[] = new Array(requests.length);
  for (const [place, index] of order.entries()) {
    partners[index] = requests[order[(place + 1) % order.length]!]!;
  }
  return partners;
}
