import { categoryKey } from "../../scoring/catalogue.ts";
import { millisecondsPerDay } from "../../scoring/policy.ts";
import type { ItemFacts } from "./facts.ts";
import { type Find, findsOf, followerCount, followersOf } from "./finds.ts";
import { signs } from "./log.ts";
import type { Visits } from "./visits.ts";

/** Finds in one group below which nobody is an expert of it. */
const findsMin = 3;
/** Distinct customers who must have followed. */
const followersMin = 5;
/** Chance that a house without experts shows one. */
const falseAlarmRate = 0.05;

/** Finds of an average taker that an expert's are mixed with. */
const findsPrior = 3;

/** What an expert has kept is shown this long, and only if it was new when it was found. */
export const keepDays = 30;
const newDays = 14;

/** Recent finds of the house's experts; it says where they are expert, never who they are. */
export interface ExpertKeeps {
  /** Ascending. */
  readonly items: Int32Array;
  /** The group in which the finder is an expert. */
  readonly groups: Int32Array;
  /** Followers per find above those of an average taker, shrunken; above 0. */
  readonly weights: Float32Array;
}

/** One taking of a find by somebody who may be an expert. */
interface Finding {
  readonly find: Find;
  readonly at: number;
  readonly followers: number;
  /** Standard deviations above the average taker of the same item. */
  readonly lead: number;
}

interface Candidate {
  readonly group: number;
  readonly findings: readonly Finding[];
  readonly significance: number;
}

/**
 * What people with niche expertise have lately found: early finders whom others followed.
 *
 * A customer's lead in a group (a leaf category or a tag) is the sum over its new items of
 * (followers − mean) / spread, both over all takers of the item: what chance in the order of its
 * takers would give everybody is 0 ± √n. Who comes often is early everywhere, so the mean lead
 * elsewhere is taken off. An expert's lead must be larger than chance would show in 5 % of houses
 * (Gaussian tail bound over all customers and groups asked), in three items or more, with five
 * distinct followers. Of overlapping groups the one with the clearest lead counts, and its finds
 * count for no other.
 *
 * weight = Σ (followers − mean) / (n + 3).
 *
 * Only purchases of customers who let their finds guide others make a finder; the followers are
 * all that may be learned from.
 *
 * Cost: n log n in the takers of new items, plus linear in the visits of the possible finders.
 *
 * @param isExpertAllowed whether a customer lets their purchases guide others
 * @see Rogers 1962, "Diffusion of Innovations", for early adopters whom others follow
 */
export function expertKeeps(
  visits: Visits,
  facts: ItemFacts,
  isExpertAllowed: (customer: number) => boolean,
): ExpertKeeps {
  const finds = findsOf(visits, facts);
  const findOfItem = new Int32Array(visits.itemCount).fill(-1);
  for (const [index, { item }] of finds.entries()) findOfItem[item] = index;
  const isNiche = nichesOf(facts);
  const finders: Finding[][] = [];
  let asked = 0;
  for (let customer = 0; customer < visits.customerCount; customer += 1) {
    if (!isExpertAllowed(customer)) continue;
    const findings = findingsOf(visits, customer, finds, findOfItem);
    const groups = candidatesOf(findings, facts, isNiche).length;
    if (groups > 0) finders.push(findings);
    asked += groups;
  }
  const significanceMin = Math.log(asked / falseAlarmRate);
  const keeps = new Keeps(visits.itemCount);
  for (const findings of finders) {
    for (const candidate of expertise(findings, facts, isNiche, significanceMin)) {
      keeps.add(candidate, visits.newestAt);
    }
  }
  return keeps.finish();
}

/** Leaf categories and tags; a category of categories is no niche. */
function nichesOf({ groups, leaves }: ItemFacts): Uint8Array {
  const isNiche = Uint8Array.from(groups, (key) => (key.startsWith(categoryKey("")) ? 0 : 1));
  for (const leaf of leaves) {
    if (leaf >= 0) isNiche[leaf] = 1;
  }
  return isNiche;
}

/** The finds that a customer bought, each at its first purchase. */
function findingsOf(
  visits: Visits,
  customer: number,
  finds: readonly Find[],
  findOfItem: Int32Array,
): Finding[] {
  const { visitStarts, itemStarts, items, strongest, endedAt } = visits;
  const findings = new Map<number, Finding>();
  for (let visit = visitStarts[customer]!; visit < visitStarts[customer + 1]!; visit += 1) {
    for (let at = itemStarts[visit]!; at < itemStarts[visit + 1]!; at += 1) {
      const index = findOfItem[items[at]!]!;
      if (index < 0 || strongest[at] !== signs.bought || findings.has(index)) continue;
      const find = finds[index]!;
      const followers = followerCount(find.takenAt, endedAt[visit]!);
      const lead = (followers - find.followersMean) / find.followersSpread;
      findings.set(index, { find, at: endedAt[visit]!, followers, lead });
    }
  }
  return [...findings.values()].sort((one, other) => one.find.item - other.find.item);
}

/** The groups in which a customer has enough finds, with how clear the lead is in each. */
function candidatesOf(
  findings: readonly Finding[],
  facts: ItemFacts,
  isNiche: Uint8Array,
): Candidate[] {
  if (findings.length < findsMin) return [];
  const byGroup = new Map<number, Finding[]>();
  for (const finding of findings) {
    const { item } = finding.find;
    for (let at = facts.groupStarts[item]!; at < facts.groupStarts[item + 1]!; at += 1) {
      const group = facts.groupsOfItems[at]!;
      if (isNiche[group] === 0) continue;
      const known = byGroup.get(group);
      if (known === undefined) byGroup.set(group, [finding]);
      else known.push(finding);
    }
  }
  const leadSum = sumOf(findings);
  return [...byGroup]
    .filter(([, own]) => own.length >= findsMin)
    .map(([group, own]) => {
      const sum = sumOf(own);
      const others = findings.length - own.length;
      const leadElsewhere = Math.max(0, (leadSum - sum) / (others + findsPrior));
      const lead = sum - own.length * leadElsewhere;
      const significance = lead > 0 ? (lead * lead) / (2 * own.length) : 0;
      return { group, findings: own, significance };
    });
}

function sumOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { lead }) => sum + lead, 0);
}

/** The groups in which a customer is an expert, the clearest first; every find counts once. */
function expertise(
  findings: readonly Finding[],
  facts: ItemFacts,
  isNiche: Uint8Array,
  significanceMin: number,
): Candidate[] {
  const experts: Candidate[] = [];
  let rest = findings;
  for (;;) {
    const best = candidatesOf(rest, facts, isNiche)
      .filter((candidate) => candidate.significance >= significanceMin && isFollowed(candidate))
      .reduce<Candidate | null>((leader, one) => (isClearer(one, leader) ? one : leader), null);
    if (best === null) return experts;
    experts.push(best);
    rest = rest.filter((finding) => !best.findings.includes(finding));
  }
}

function isClearer(one: Candidate, leader: Candidate | null): boolean {
  if (leader === null || one.significance !== leader.significance) {
    return leader === null || one.significance > leader.significance;
  }
  return one.group < leader.group;
}

function isFollowed({ findings }: Candidate): boolean {
  const followers = new Set<number>();
  for (const { find, at } of findings) {
    for (const customer of followersOf(find, at)) followers.add(customer);
    if (followers.size >= followersMin) return true;
  }
  return false;
}

/** The strongest expert of each item; a maximum, so that the order of customers changes nothing. */
class Keeps {
  readonly #weights: Float32Array;
  readonly #groups: Int32Array;

  constructor(itemCount: number) {
    this.#weights = new Float32Array(itemCount);
    this.#groups = new Int32Array(itemCount);
  }

  add({ group, findings }: Candidate, newestAt: number): void {
    const ahead = findings.reduce(
      (sum, { find, followers }) => sum + followers - find.followersMean,
      0,
    );
    const weight = Math.fround(ahead / (findings.length + findsPrior));
    if (weight <= 0) return;
    for (const { find, at } of findings) {
      const isRecent = at > newestAt - keepDays * millisecondsPerDay;
      const wasNew = at <= find.arrivedAt + newDays * millisecondsPerDay;
      if (!isRecent || !wasNew) continue;
      const known = this.#weights[find.item]!;
      if (weight < known || (weight === known && group > this.#groups[find.item]!)) continue;
      this.#weights[find.item] = weight;
      this.#groups[find.item] = group;
    }
  }

  finish(): ExpertKeeps {
    const items: number[] = [];
    for (const [item, weight] of this.#weights.entries()) {
      if (weight > 0) items.push(item);
    }
    return {
      items: Int32Array.from(items),
      groups: Int32Array.from(items, (item) => this.#groups[item]!),
      weights: Float32Array.from(items, (item) => this.#weights[item]!),
    };
  }
}
