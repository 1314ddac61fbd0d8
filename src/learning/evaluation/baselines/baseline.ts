/** What a user had before a request: liked or bought items as catalogue indices. */
export interface OwnHistory {
  /** Each item once, in the order of the rows. */
  readonly items: Int32Array;
  /** The same by time: rows with the same time are one basket, the oldest first. */
  readonly baskets: readonly Basket[];
}

/** Items of one user at one time, each once. */
export interface Basket {
  /** Milliseconds since 1970; null where the rows have no clock. */
  readonly at: number | null;
  readonly items: Int32Array;
}

/** What a simple method learns from. */
export interface Training {
  readonly itemCount: number;
  readonly histories: readonly OwnHistory[];
}

/** Scores of all items for one user, by catalogue index. Finite. */
export type Scorer = (own: OwnHistory) => Float64Array;

/** Settings of one configuration, as the report prints them. */
export type Settings = Readonly<Record<string, number>>;

/** A simple method with the configurations among which it may choose. */
export interface Baseline {
  /** The first is taken where the training data is too thin to compare them. */
  readonly configurations: readonly Settings[];
  /** @param isDraft true while configurations are compared; a costly method may then save */
  fit(training: Training, settings: Settings, isDraft: boolean): Scorer;
}

/** How many users have each item. */
export function usersOfItems({ histories, itemCount }: Training): Float64Array {
  const counts = new Float64Array(itemCount);
  for (const { items } of histories) for (const item of items) counts[item]! += 1;
  return counts;
}

/** In how many baskets each item is. */
export function basketsOfItems({ histories, itemCount }: Training): Float64Array {
  const counts = new Float64Array(itemCount);
  for (const { baskets } of histories) {
    for (const { items } of baskets) for (const item of items) counts[item]! += 1;
  }
  return counts;
}

/** All ways to combine one value of each setting. */
export function gridOf(values: Readonly<Record<string, readonly number[]>>): Settings[] {
  let grid: Settings[] = [{}];
  for (const [name, choices] of Object.entries(values)) {
    grid = grid.flatMap((settings) => choices.map((choice) => ({ ...settings, [name]: choice })));
  }
  return grid;
}
