import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { ResponseItem } from "../../scoring/likeness.ts";
import { type ResponseModel, responsePredictor, type Verdict } from "../../scoring/response.ts";
import { permutationOf, randomFrom } from "../random.ts";
import { learnResponses } from "../responses/learn.ts";
import type { ResponseRow } from "../responses/rows.ts";
import type { Protocol } from "./protocol.ts";
import type { Dataset, Row } from "./rows.ts";

const seeds = [1, 2, 3] as const;
const foldCount = 5;
const likedFromDefault = 4;

const kinds = ["p2a", "p2b", "p2c"] as const;
/** What is held out together: rows, a user's rows of an item, a user's rows of a situation. */
type Kind = (typeof kinds)[number];

/**
 * Means over seeds. `auc` pools the predictions of all folds of a seed, each made by the model
 * that has not seen its row; `gauc` is the mean AUC inside (user, fold) for P2a and P2b, inside
 * (user, situation) for P2c, over groups with both classes, weighted by their rows.
 */
export interface ResponseFigures {
  readonly rmse: number;
  readonly auc: number;
  readonly gauc: number;
  readonly aucNoContext: number;
  readonly gaucNoContext: number;
  readonly aucNoMood: number;
  readonly gaucNoMood: number;
  /** Contexts, or moods, exchanged among all rows before learning and before asking. */
  readonly aucShuffledContext: number;
  readonly aucShuffledMood: number;
}

export type ResponseReport = Readonly<Record<Kind, ResponseFigures>>;

/** A verdict with all that the arms change. */
interface Case extends ResponseRow {
  readonly id: string;
  readonly isLiked: boolean;
}

const learnedArms = ["full", "noContext", "shuffledContext", "shuffledMood"] as const;
const armNames = [...learnedArms, "noMood"] as const;
type ArmName = (typeof armNames)[number];
type Arms = Readonly<Record<(typeof learnedArms)[number], readonly Case[]>>;

/**
 * Protocol P2: predicts ratings in their situations, five folds by SHA-256, seeds 1 to 3. Every
 * arm but the one without moods is learned anew on the training folds. A case knows its situation
 * but of its user only the training verdicts; moods are never among those.
 *
 * @param onProgress called after each fold of each seed and kind
 */
export async function evaluateResponses(
  dataset: Dataset,
  protocol: Protocol,
  onProgress?: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<ResponseReport> {
  const rows = [...dataset.rowsOfUsers.values()].flat().filter(({ value }) => value !== null);
  const cases = casesOf(dataset, rows, protocol.positiveMin ?? likedFromDefault);
  const arms = armsOf(cases);
  const likedFrom = protocol.positiveMin ?? likedFromDefault;
  const total = kinds.length * seeds.length * foldCount;
  let done = 0;
  const report = {} as Record<Kind, ResponseFigures>;
  for (const kind of kinds) {
    const ofSeeds: ResponseFigures[] = [];
    for (const seed of seeds) {
      const keys = rows.map((row) => keyOf(row, kind, protocol));
      const folds = keys.map((key) => foldOf(seed, key));
      const predicted = emptyPredictions(rows.length);
      for (let fold = 0; fold < foldCount; fold += 1) {
        predictFold(arms, folds, fold, likedFrom, predicted);
        done += 1;
        onProgress?.({ done, total });
        await setImmediate();
      }
      const groups = rows.map(({ user }, row) =>
        kind === "p2c" ? keys[row]! : JSON.stringify([user, folds[row]]),
      );
      ofSeeds.push(figuresOf(cases, groups, predicted));
    }
    report[kind] = meanOf(ofSeeds);
  }
  return report;
}

function casesOf(dataset: Dataset, rows: readonly Row[], likedFrom: number): Case[] {
  const itemOfId = new Map<string, ResponseItem>(
    dataset.items.map(({ id, categories, tags }) => [id, { id, groups: [...categories, ...tags] }]),
  );
  return rows.map(({ id, user, item, value, context, moods }) => ({
    id,
    customer: user,
    item: itemOfId.get(item)!,
    value: value!,
    context,
    moods,
    isLiked: value! >= likedFrom,
  }));
}

function armsOf(cases: readonly Case[]): Arms {
  const order = permutationOf(cases.length, randomFrom(0));
  return {
    full: cases,
    noContext: cases.map((row) => ({ ...row, context: {}, moods: [] })),
    shuffledContext: cases.map((row, at) => ({ ...row, context: cases[order[at]!]!.context })),
    shuffledMood: cases.map((row, at) => ({ ...row, moods: cases[order[at]!]!.moods })),
  };
}

function keyOf({ id, user, item, context, moods }: Row, kind: Kind, protocol: Protocol): string {
  if (kind === "p2a") return id;
  if (kind === "p2b") return `${user}|${item}`;
  const known = protocol.context.map((field) => {
    const mood = moods.find((name) => name.startsWith(`${field}=`));
    return context[field] ?? mood?.slice(field.length + 1) ?? "";
  });
  return [user, ...known].join("|");
}

function foldOf(seed: number, key: string): number {
  const digest = createHash("sha256").update(`${seed}|${key}`).digest("hex");
  return Number.parseInt(digest.slice(0, 8), 16) % foldCount;
}

/** By arm and row: the value on the scale of the log odds, and the expected rating. */
type Predictions = Record<ArmName, { logOdds: Float64Array; value: Float64Array }>;

function emptyPredictions(size: number): Predictions {
  const empty = () => ({ logOdds: new Float64Array(size), value: new Float64Array(size) });
  return Object.fromEntries(armNames.map((name) => [name, empty()])) as Predictions;
}

function predictFold(
  arms: Arms,
  folds: readonly number[],
  fold: number,
  likedFrom: number,
  into: Predictions,
): void {
  const hasMoods = arms.full.some(({ moods }) => moods.length > 0);
  for (const name of learnedArms) {
    if (name === "shuffledMood" && !hasMoods) continue;
    const cases = arms[name];
    const train = cases.filter((_, row) => folds[row] !== fold);
    const predictorOf = predictorsOf(learnResponses(train, likedFrom), train);
    for (const [row, { customer, item, context, moods }] of cases.entries()) {
      if (folds[row] !== fold) continue;
      const predict = predictorOf(customer);
      const mood = moods[0] === undefined ? null : { name: moods[0], intensity: 3 };
      const prediction = predict(item, context, mood);
      into[name].logOdds[row] = prediction.logOdds;
      into[name].value[row] = prediction.value;
      // Nothing else in a model depends on moods: without them, the very same would be learned.
      if (name === "full") into.noMood.logOdds[row] = predict(item, context, null).logOdds;
    }
  }
}

function predictorsOf(model: ResponseModel, train: readonly Case[]) {
  const verdictsOf = new Map<string, Verdict[]>();
  for (const row of train) {
    const verdicts = verdictsOf.get(row.customer) ?? [];
    verdictsOf.set(row.customer, verdicts);
    verdicts.push(row);
  }
  const predictors = new Map<string, ReturnType<typeof responsePredictor>>();
  return (customer: string) => {
    const predictor =
      predictors.get(customer) ?? responsePredictor(model, verdictsOf.get(customer) ?? []);
    predictors.set(customer, predictor);
    return predictor;
  };
}

function figuresOf(
  cases: readonly Case[],
  groups: readonly string[],
  predicted: Predictions,
): ResponseFigures {
  const isLiked = cases.map((row) => row.isLiked);
  const auc = (arm: ArmName) => aucOf(isLiked, predicted[arm].logOdds) ?? 0.5;
  const gauc = (arm: ArmName) => groupedAucOf(isLiked, predicted[arm].logOdds, groups);
  const errors = cases.map(({ value }, row) => (predicted.full.value[row]! - value) ** 2);
  return {
    rmse: Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length)),
    auc: auc("full"),
    gauc: gauc("full"),
    aucNoContext: auc("noContext"),
    gaucNoContext: gauc("noContext"),
    aucNoMood: auc("noMood"),
    gaucNoMood: gauc("noMood"),
    aucShuffledContext: auc("shuffledContext"),
    aucShuffledMood: cases.some(({ moods }) => moods.length > 0)
      ? auc("shuffledMood")
      : auc("full"),
  };
}

/**
 * Area under the ROC curve: the chance that a liked row is above another, ties counting half.
 *
 * @returns null where one class has no row
 * @see Hanley, McNeil 1982, "The meaning and use of the area under a ROC curve"
 */
export function aucOf(isLiked: readonly boolean[], scores: Float64Array): number | null {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let liked = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end += 1;
    for (let at = start; at < end; at += 1) {
      if (!isLiked[order[at]!]) continue;
      liked += 1;
      rankSum += (start + 1 + end) / 2;
    }
    start = end;
  }
  const others = order.length - liked;
  if (liked === 0 || others === 0) return null;
  return (rankSum - (liked * (liked + 1)) / 2) / (liked * others);
}

/** Mean AUC inside groups that have both classes, weighted by their rows; 1/2 without such. */
export function groupedAucOf(
  isLiked: readonly boolean[],
  scores: Float64Array,
  groups: readonly string[],
): number {
  const rowsOf = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    const rows = rowsOf.get(group) ?? [];
    rowsOf.set(group, rows);
    rows.push(row);
  }
  let sum = 0;
  let count = 0;
  for (const rows of rowsOf.values()) {
    const liked = rows.map((row) => isLiked[row]!);
    const auc = aucOf(
      liked,
      Float64Array.from(rows, (row) => scores[row]!),
    );
    if (auc === null) continue;
    sum += auc * rows.length;
    count += rows.length;
  }
  return count === 0 ? 0.5 : sum / count;
}

function meanOf(figures: readonly ResponseFigures[]): ResponseFigures {
  const names = Object.keys(figures[0]!) as (keyof ResponseFigures)[];
  const mean = (name: keyof ResponseFigures) =>
    figures.reduce((sum, ofSeed) => sum + ofSeed[name], 0) / figures.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as unknown as ResponseFigures;
}
