import {
  type Catalogue,
  type Context,
  type EvidenceEvent,
  type Model,
  type Mood,
  prepareCatalogue,
  scoreAll,
} from "../../scoring/index.ts";
import { type CustomerLog, learnModel } from "../learn.ts";
import { permutationOf, randomFrom } from "../random.ts";
import { itemKnn, popularityScores } from "./baselines.ts";
import { type ArmFigures, figuresOf, type Lift, liftOf, rankOf } from "./metrics.ts";
import { moodCountsOf } from "./moods.ts";
import { type Protocol, readProtocol } from "./protocol.ts";
import { type Dataset, type Row, readDataset } from "./rows.ts";
import { isTrainingShared, type Split, type SplitRequest, splitOf } from "./splits.ts";

export interface EvaluationOptions {
  readonly dataDir: string;
  readonly protocolFile: string;
  /** Shortens the protocol's list of seeds. */
  readonly seedsMax?: number;
  /** Called after each seed. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const armNames = [
  "popularity",
  "itemKnn",
  "kathi",
  "kathiNoContext",
  "kathiShuffledContext",
] as const;
type ArmName = (typeof armNames)[number];

/** What `evaluate` prints. Later versions add keys; none is renamed. */
export interface EvaluationReport {
  readonly dataset: string;
  readonly protocol: string;
  readonly seeds: readonly number[];
  readonly requests: number;
  readonly arms: Readonly<Record<ArmName, ArmFigures>>;
  readonly lifts: { readonly contextVsNone: Lift; readonly contextVsShuffled: Lift };
}

type Ranks = Record<ArmName, number[]>;

/**
 * Runs a protocol on a data set with the ranker that serves, beside two baselines and the two
 * controls of the context: without it, and with the contexts of the requests exchanged.
 *
 * @throws {DatasetError} the data set cannot be read
 * @throws {ProtocolError} the protocol cannot be read or run
 */
export async function runEvaluation(options: EvaluationOptions): Promise<EvaluationReport> {
  const protocol = await readProtocol(options.protocolFile);
  const dataset = await readDataset(options.dataDir, protocol);
  const catalogue = prepareCatalogue(dataset.items);
  const seeds = protocol.seeds.slice(0, options.seedsMax);
  const users: string[] = [];
  const ranks = Object.fromEntries(armNames.map((name) => [name, []])) as unknown as Ranks;
  let model: Model | null = null;
  for (const [index, seed] of seeds.entries()) {
    const split = splitOf(dataset, protocol, seed);
    if (model === null || !isTrainingShared(protocol)) model = await modelOf(dataset, split);
    rankRequests(catalogue, model, protocol, split, seed, ranks);
    users.push(...split.requests.map(({ user }) => user));
    options.onProgress?.({ done: index + 1, total: seeds.length });
  }
  return {
    dataset: dataset.name,
    protocol: protocol.protocol,
    seeds,
    requests: users.length,
    arms: Object.fromEntries(
      armNames.map((name) => [name, figuresOf(ranks[name])]),
    ) as unknown as Record<ArmName, ArmFigures>,
    lifts: {
      contextVsNone: liftOf(users, ranks.kathi, ranks.kathiNoContext),
      contextVsShuffled: liftOf(users, ranks.kathi, ranks.kathiShuffledContext),
    },
  };
}

function modelOf(dataset: Dataset, split: Split): Promise<Model> {
  const rows = [...split.train.values()];
  const now = rows.flat().reduce((newest, { at }) => Math.max(newest, at ?? 0), 0);
  // The learner's own choices do not depend on the protocol's seed.
  return learnModel(logOf(rows), dataset.items, moodCountsOf(dataset.items, rows), {
    now,
    seed: 1,
  });
}

async function* logOf(rows: readonly (readonly Row[])[]): AsyncGenerator<CustomerLog> {
  for (const ofUser of rows) yield { events: ofUser.map(eventOf) };
}

function eventOf({ id, item, kind, value, at, context }: Row): EvidenceEvent {
  return { id, itemId: item, kind, value, at, context };
}

function rankRequests(
  catalogue: Catalogue,
  model: Model,
  protocol: Protocol,
  split: Split,
  seed: number,
  ranks: Ranks,
): void {
  const positives = positivesOf(catalogue, protocol, split);
  const itemCount = catalogue.ids.length;
  const popularity = popularityScores([...positives.values()], itemCount);
  const neighbours = itemKnn([...positives.values()], itemCount);
  const order = permutationOf(split.requests.length, randomFrom(seed));
  for (const [index, request] of split.requests.entries()) {
    const rows = split.train.get(request.user)!;
    const isCandidate = new Uint8Array(itemCount).fill(1);
    for (const { item } of rows) isCandidate[catalogue.indexOfItem.get(item)!] = 0;
    const heldOut = catalogue.indexOfItem.get(request.item)!;
    const rank = (scores: Float64Array) => rankOf(scores, isCandidate, heldOut);
    const kathi = kathiScores(catalogue, model, rows, request);
    const shuffled = split.requests[order[index]!]!.row;
    ranks.popularity.push(rank(popularity));
    ranks.itemKnn.push(rank(neighbours(positives.get(request.user)!)));
    ranks.kathi.push(rank(kathi(request.row.context, moodOf(request.row))));
    ranks.kathiNoContext.push(rank(kathi({}, null)));
    ranks.kathiShuffledContext.push(rank(kathi(shuffled.context, moodOf(shuffled))));
  }
}

function kathiScores(
  catalogue: Catalogue,
  model: Model,
  rows: readonly Row[],
  request: SplitRequest,
) {
  const evidence = { events: rows.map(eventOf), preferences: [] };
  const now = request.row.at ?? model.asOf;
  return (context: Context, mood: Mood | null) =>
    scoreAll({ catalogue, model, evidence, context, mood, now });
}

/** A request has one mood; the first known column is it. */
function moodOf({ moods }: Row): Mood | null {
  return moods.length === 0 ? null : { name: moods[0]!, intensity: 3 };
}

function positivesOf(catalogue: Catalogue, protocol: Protocol, split: Split) {
  const positives = new Map<string, readonly number[]>();
  for (const [user, rows] of split.train) {
    const items = rows
      .filter(({ value }) => (value ?? 0) >= (protocol.positiveMin ?? Number.NEGATIVE_INFINITY))
      .map(({ item }) => catalogue.indexOfItem.get(item)!);
    positives.set(user, [...new Set(items)]);
  }
  return positives;
}
