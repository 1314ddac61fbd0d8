import {
  evaluateLog as evaluateSlots,
  type Interval,
  type PolicyEstimate,
} from "../learning/index.ts";
import { consentedSlots } from "../recommendations/shown-list.service.ts";
import { type CommandCall, textOption, UsageError } from "./command.ts";
import { withDatabase } from "./database.ts";
import { table } from "./output.ts";

/** `evaluate --log`: what the lists that customers were shown say about the ranking. */
export async function evaluateLog(call: CommandCall): Promise<void> {
  if (textOption(call, "data") || textOption(call, "protocol")) {
    throw new UsageError("Expected --log without --data and --protocol.");
  }
  await withDatabase(call, async ({ dataSource }) => {
    const now = Date.now();
    const log = await evaluateSlots(async function* () {
      let customers = 0;
      for await (const customer of consentedSlots(dataSource, now)) {
        call.signal.throwIfAborted();
        customers += 1;
        call.output.progress("customers", customers);
        yield customer;
      }
    });
    const { lists, openLists, slots, explored, customers, uniform } = log;
    call.output.result({ log }, [
      `${lists} lists with ${slots} slots, ${explored} of them explored, of ${customers} customers.`,
      `Reward for each slot with its 95 % interval; ${openLists} lists may get outcomes yet.`,
      ...table([
        ["policy", "slots", "ESS", "in use", "IPS", "SNIPS", "doubly robust", "gain"],
        rowOf("ranking alone", log),
        rowOf("chance alone", uniform),
      ]),
      `Ranking alone: ${log.verdict}.`,
      `Chance alone: ${uniform.verdict}.`,
    ]);
  });
}

function rowOf(name: string, estimate: PolicyEstimate): (string | number)[] {
  const { onPolicy, ips, snips, doublyRobust, gain } = estimate;
  const intervals = [onPolicy, ips, snips, doublyRobust, gain].map(intervalText);
  return [name, estimate.slots, Math.floor(estimate.effectiveSampleSize), ...intervals];
}

function intervalText(interval: Interval | null): string {
  if (interval === null) return "none";
  const { value, low, high } = interval;
  const bounds = low === null || high === null ? "" : ` (${low.toFixed(4)}, ${high.toFixed(4)})`;
  return `${value.toFixed(4)}${bounds}`;
}
