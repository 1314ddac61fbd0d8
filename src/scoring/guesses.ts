import { Affinities, evidenceOfGroups, groupsNamed } from "./affinity.ts";
import { bindModel } from "./binding.ts";
import { type Catalogue, groupName, tagKey } from "./catalogue.ts";
import type { Model } from "./model.ts";
import { ownItemsFrom } from "./score.ts";
import type { SummaryLocale } from "./summary.ts";
import type { Evidence, InterestName } from "./types.ts";

/**
 * A liking that is derived from what a customer did. Nobody has said it, so it is shown as a guess:
 * strength = (observed − expected) / (expected + 5).
 */
export interface Guess extends InterestName {
  /** θ, above 0: what the ranker counts for each item of this kind; see `Affinities`. */
  readonly strength: number;
  /** Σ strength of the own items of this kind. */
  readonly observed: number;
  /** What that sum would be if the customer took to it as everybody does. */
  readonly expected: number;
  /** Ids of the events that it rests on. */
  readonly evidenceIds: readonly string[];
}

/** What guesses are derived from: the same that a list is ranked by. */
export interface GuessRequest {
  readonly catalogue: Catalogue;
  readonly model: Model;
  /** What consent lets through; struck likings are not derived. */
  readonly evidence: Evidence;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What a customer is taken to like more than everybody does, the strongest first, by the very
 * numbers that the ranker counts as `affinity:NAME`. Nothing of it is stored: taken from the
 * evidence at this moment, so it changes with the evidence and ends with it.
 *
 * Cost: linear in events, plus the groups of the own items.
 */
export function guessInterests({ catalogue, model, evidence, now }: GuessRequest): Guess[] {
  const binding = bindModel(catalogue, model);
  const { ownItems } = ownItemsFrom(binding, evidence, now);
  const struck = groupsNamed(catalogue, evidence.struck ?? []);
  const affinities = new Affinities(binding, ownItems, struck);
  const liked = affinities.groups().filter((group) => affinities.at(group) > 0);
  const evidenceOf = evidenceOfGroups(binding, ownItems, liked);
  return liked
    .map((group): Guess => {
      const key = catalogue.groups[group]!;
      return {
        kind: key.startsWith(tagKey("")) ? "TAG" : "CATEGORY",
        name: groupName(key),
        strength: affinities.at(group),
        observed: affinities.observed(group),
        expected: affinities.expected(group),
        evidenceIds: evidenceOf.get(group)!.toSorted(),
      };
    })
    .sort((a, b) => b.strength - a.strength || compared(a, b));
}

/** By kind, then by name, as the machine orders texts: the same everywhere. */
function compared(a: InterestName, b: InterestName): number {
  const [one, other] = [`${a.kind}:${a.name}`, `${b.kind}:${b.name}`];
  return one < other ? -1 : 1;
}

/** A guess as one plain sentence that says what it is and why. */
export function guessSentence({ name, evidenceIds }: Guess, locale: SummaryLocale): string {
  const count = evidenceIds.length;
  if (locale === "de") {
    const times = count === 1 ? "einmal" : `${count}-mal`;
    return `Wir vermuten, dass Sie ${name} mögen: Sie haben ${times} Dinge dieser Art gewählt oder angesehen, öfter als hier üblich.`;
  }
  const times = count === 1 ? "once" : `${count} times`;
  return `We guess that you like ${name}: you chose or looked at things of this kind ${times}, more than is usual here.`;
}
