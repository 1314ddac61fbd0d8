import { setImmediate } from "node:timers/promises";
import { type Catalogue, prepareCatalogue } from "../../scoring/index.ts";
import { armNames, kathiArms, type Models } from "./arms.ts";
import {
  discoveryBaselines,
  repeatBaselines,
  type Scorer,
  type Settings,
} from "./baselines/index.ts";
import { type EvaluationReport, figuresFrom, type Results } from "./figures.ts";
import { type Measure, measureOf } from "./measures.ts";
import { modelsOf } from "./models.ts";
import { asksForRepeats, type Protocol } from "./protocol.ts";
import { evaluateResponses } from "./responses.ts";
import { type Dataset, readDataset } from "./rows.ts";
import { isTrainingShared, type Split, splitOf } from "./splits.ts";
import { type TrainingOfUsers, trainingOf } from "./training.ts";
import { bestOf, innerSplitOf, type Tried, tryConfiguration } from "./tuning.ts";

export interface EvaluationOptions {
  readonly dataDir: string;
  readonly protocol: Protocol;
  /** Shortens the protocol's list of seeds. */
  readonly seedsMax?: number | undefined;
  /** Called after each step, with what the next one is; what it throws ends the run. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
}

export interface EvaluationProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Runs a protocol on a data set with the ranker that serves, beside tuned baselines and, for each
 * signal, the two controls of it: without the signal, and with that of another request.
 *
 * @throws {DatasetError} the data set cannot be read
 * @throws {ProtocolError} the protocol cannot be run on it
 */
export async function runEvaluation(options: EvaluationOptions): Promise<EvaluationReport> {
  const startedAt = performance.now();
  const { protocol } = options;
  const dataset = await readDataset(options.dataDir, protocol);
  const seeds = protocol.seeds.slice(0, options.seedsMax);
  const run = new Run(dataset, protocol, stepper(protocol, seeds.length, options.onProgress));
  for (const seed of seeds) await run.ask(seed);
  const p2 = protocol.responses && (await evaluateResponses(dataset, protocol, options.onProgress));
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...figuresFrom(dataset, protocol, seeds, run.results), ...(p2 && { p2 }), seconds };
}

/** Announces steps, and lets signals and messages through between them. */
function stepper(
  protocol: Protocol,
  seedCount: number,
  onProgress: EvaluationOptions["onProgress"],
) {
  const fits = Object.values(baselinesOf(protocol)).reduce(
    (sum, { configurations }) => sum + configurationsTried(configurations) + 1,
    0,
  );
  const total = (isTrainingShared(protocol) ? 1 : seedCount) * (fits + 1) + seedCount;
  let done = 0;
  return async () => {
    done += 1;
    onProgress?.({ done, total });
    await setImmediate();
  };
}

function baselinesOf(protocol: Protocol) {
  return asksForRepeats(protocol) ? repeatBaselines : discoveryBaselines;
}

/** What has one configuration needs no comparison. */
function configurationsTried(configurations: readonly Settings[]): number {
  return configurations.length === 1 ? 0 : configurations.length;
}

/** What was learned from the training rows of a seed. */
interface Learned {
  readonly models: Models;
  readonly training: TrainingOfUsers;
  readonly scorers: ReadonlyMap<string, Scorer>;
}

/** One protocol on one data set, seed by seed. */
class Run {
  readonly results: Results;
  readonly #dataset: Dataset;
  readonly #protocol: Protocol;
  readonly #step: () => Promise<void>;
  readonly #catalogue: Catalogue;
  readonly #measure: Measure;
  #learned: Learned | null = null;

  constructor(dataset: Dataset, protocol: Protocol, step: () => Promise<void>) {
    this.#dataset = dataset;
    this.#protocol = protocol;
    this.#step = step;
    this.#catalogue = prepareCatalogue(dataset.items);
    this.#measure = measureOf(this.#catalogue, protocol);
    const names = [...Object.keys(baselinesOf(protocol)), ...armNames];
    this.results = {
      measure: this.#measure,
      users: [],
      historyLengths: [],
      values: new Map(names.map((name) => [name, this.#measure.names.map(() => [])])),
      chosen: new Map(),
    };
  }

  async ask(seed: number): Promise<void> {
    const split = splitOf(this.#dataset, this.#protocol, seed);
    if (this.#learned === null || !isTrainingShared(this.#protocol)) {
      this.#learned = await this.#learn(split, seed);
    }
    const { models, training, scorers } = this.#learned;
    const arms = kathiArms(this.#catalogue, models, split, seed);
    for (const [index, request] of split.requests.entries()) {
      const rows = split.train.get(request.user)!;
      const valuesOf = this.#measure.of(request, rows);
      this.results.users.push(request.user);
      this.results.historyLengths.push(rows.length);
      for (const [name, scores] of arms(index)) this.#record(name, valuesOf(scores));
      const own = training.historyOf.get(request.user)!;
      for (const [name, scorer] of scorers) this.#record(name, valuesOf(scorer(own)));
      if (index % 100 === 99) await setImmediate();
    }
    await this.#step();
  }

  #record(name: string, values: readonly number[]): void {
    const series = this.results.values.get(name)!;
    for (const [column, value] of values.entries()) series[column]!.push(value);
  }

  async #learn(split: Split, seed: number): Promise<Learned> {
    const models = await modelsOf(this.#dataset, this.#protocol, split, seed);
    await this.#step();
    const training = trainingOf(this.#catalogue, this.#protocol, split.train);
    const scorers = await this.#fitBaselines(training, split, seed);
    return { models, training, scorers };
  }

  /** Every baseline may choose among as many configurations, by the same inner requests. */
  async #fitBaselines(training: TrainingOfUsers, split: Split, seed: number) {
    const inner = innerSplitOf(
      this.#dataset,
      this.#catalogue,
      this.#protocol,
      split,
      seed,
      this.#measure,
    );
    const scorers = new Map<string, Scorer>();
    for (const [name, baseline] of Object.entries(baselinesOf(this.#protocol))) {
      const tried: Tried[] = [];
      const { configurations } = baseline;
      for (const settings of configurations.slice(0, configurationsTried(configurations))) {
        tried.push(tryConfiguration(baseline, settings, inner));
        await this.#step();
      }
      const settings = tried.length === 0 ? configurations[0]! : bestOf(tried);
      const chosen = this.results.chosen.get(name) ?? [];
      this.results.chosen.set(name, [...chosen, settings]);
      scorers.set(name, baseline.fit(training, settings, false));
      await this.#step();
    }
    return scorers;
  }
}
