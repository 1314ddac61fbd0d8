import { bindModel } from "../scoring/binding.ts";
import type { Model } from "../scoring/model.ts";
import { tasteOf, type WalkSums, walkNames } from "../scoring/taste.ts";
import { customerItems } from "./fold.ts";
import { type EventStore, eventsOf } from "./store.ts";

/** The unit of a walk's feature, as a share of a customer's mean sum over reached items. */
const scaleShare = 0.5;
/** Customers from whom that mean is taken. */
const customersMax = 500;

/** The model with the units of its walks: what a customer's sums typically are. */
export function scaled(store: EventStore, model: Model): Model {
  const binding = bindModel(store.catalogue, model);
  const every = Math.ceil(store.customerCount / customersMax);
  const neighbours = new Mean();
  const ease = new Mean();
  for (let customer = 0; customer < store.customerCount; customer += every) {
    const events = eventsOf(store, customer);
    // As of their own last visit: that is when they ask, and when their evidence is fresh.
    const newest = events.reduce((latest, { at }) => Math.max(latest, at ?? 0), 0);
    const ownItems = customerItems(events, model, newest);
    const { sums } = tasteOf(binding, ownItems, newest, binding.scratch);
    neighbours.add(meanOf(sums.neighbours));
    ease.add(meanOf(sums.ease));
    for (const name of walkNames) sums[name].clear();
  }
  const unitOf = (mean: Mean) => (mean.value > 0 ? scaleShare * mean.value : 1);
  return { ...model, neighbourScale: unitOf(neighbours), easeScale: unitOf(ease) };
}

/** Mean of the sums above 0; null where none is. */
function meanOf(sums: WalkSums): number | null {
  let total = 0;
  let count = 0;
  for (const item of sums.reached) {
    const sum = sums.at(item);
    if (sum <= 0) continue;
    total += sum;
    count += 1;
  }
  return count === 0 ? null : total / count;
}

class Mean {
  #sum = 0;
  #count = 0;

  get value(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count += 1;
  }
}
