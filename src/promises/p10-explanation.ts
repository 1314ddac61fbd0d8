import { isDeepStrictEqual } from "node:util";
import type { GraphqlClient } from "./client.ts";
import { type InnerServer, withServer } from "./in-process.ts";
import { connectCustomer } from "./people.ts";
import type { PromiseRun, ServedHouse, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST } from "./questions.ts";

/** What became of lists that were added up and computed again. */
export interface Explanations {
  readonly lists: number;
  readonly items: number;
  /** Items without an explanation, or with one that does not add up to the score. */
  readonly unexplained: number;
  /** The largest difference between a score and the sum of what explains it. */
  readonly differenceMax: number;
  /** Lists that were others when they were computed again with their seed. */
  readonly changed: number;
}

/** How far a sum of a dozen shares may be from the score: rounding, nothing else. */
const DIFFERENCE_MAX = 1e-9;

export const explanationPromise: TrustPromise = {
  id: "P-10",
  name: "every recommendation is explained, and computed again it is the same",
  async check({ sizes, signal, onProgress, demo }) {
    const found = await measureExplanations(await demo(), sizes.lists, signal, onProgress);
    return {
      holds: found.unexplained === 0 && found.changed === 0 && found.items > 0,
      figure:
        `${found.unexplained} of ${found.items} recommendations unexplained, largest difference ` +
        `${found.differenceMax.toExponential(1)}; ${found.changed} of ${found.lists} lists changed`,
    };
  },
};

const MODES = ["FULL", "DECLARED_ONLY", "PROFILE_FREE"];
const WEATHERS = [null, "hot", "cold", "rain"];
const MOODS = [null, "FESTIVE", "CALM", "IN_A_HURRY"];
/** Guests whose lists are looked at, in turn. */
const GUESTS = 25;

/**
 * Asks for lists of many guests in many situations, adds up their explanations, and asks for each
 * again with its seed. The clock stands still: evidence fades with time, and the second list is to
 * be the very same.
 */
export async function measureExplanations(
  { house, guestIds }: ServedHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Explanations> {
  const at = Date.now();
  const measure = async ({ endpoint }: InnerServer) => {
    const guests = await Promise.all(
      guestIds.slice(0, GUESTS).map((id) => connectCustomer(house, endpoint, id)),
    );
    const found = { lists: 0, items: 0, unexplained: 0, differenceMax: 0, changed: 0 };
    try {
      for (let turn = 0; turn < count; turn++) {
        signal.throwIfAborted();
        const guest = guests[turn % guests.length];
        if (!guest) throw new Error("There is no guest to ask as.");
        const variables = situation(turn);
        const list = await listFor(guest, variables);
        for (const item of list.items) {
          const difference = differenceOf(item);
          found.items += 1;
          if (!(difference <= DIFFERENCE_MAX)) found.unexplained += 1;
          else found.differenceMax = Math.max(found.differenceMax, difference);
        }
        const again = await listFor(guest, { ...variables, seed: list.seed });
        if (!isDeepStrictEqual(again, list)) found.changed += 1;
        found.lists += 1;
        onProgress(turn + 1, count);
      }
      return found;
    } finally {
      for (const guest of guests) guest.close();
    }
  };
  return withServer(house, measure, () => at);
}

async function listFor(guest: GraphqlClient, variables: object): Promise<ShownList> {
  return (await guest.ask(EXPLAINED_LIST, variables)).data.me.recommendations;
}

/** Every mode, weather and mood comes with every other one. */
function situation(turn: number) {
  const mode = MODES[turn % MODES.length];
  const weather = WEATHERS[Math.floor(turn / MODES.length) % WEATHERS.length];
  const mood = MOODS[Math.floor(turn / MODES.length / WEATHERS.length) % MOODS.length];
  return {
    mode,
    ...(weather && { context: { weather } }),
    ...(mood && { mood: { name: mood, intensity: 1 + (turn % 3) } }),
  };
}

interface ShownItem {
  readonly score: number;
  readonly explanation: {
    readonly baseline: number;
    readonly contributions: readonly {
      readonly value: number;
      readonly parts: readonly { readonly value: number }[];
    }[];
  } | null;
}

interface ShownList {
  readonly seed: number;
  readonly items: readonly ShownItem[];
}

/**
 * How far an item's explanation is from its score, or a share from its own parts, whichever is
 * more; NaN where there is no explanation.
 */
export function differenceOf({ score, explanation }: ShownItem): number {
  if (!explanation) return Number.NaN;
  const sum = (values: readonly { value: number }[]) =>
    values.reduce((total, { value }) => total + value, 0);
  const ofScore = explanation.baseline + sum(explanation.contributions) - score;
  const ofParts = explanation.contributions.map(({ value, parts }) => sum(parts) - value);
  return Math.max(...[ofScore, ...ofParts].map(Math.abs));
}
