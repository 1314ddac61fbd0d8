import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../log.ts";
import { startServer } from "../main.ts";
import { type PromiseHouse, withDatabaseOf, withHouse } from "./house.ts";
import { configOf } from "./in-process.ts";
import { addGuest, addItems, connectSystem, decide, type Guest } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { type ServerWatch, type Span, watchServer } from "./server-watch.ts";

/** What came of letting withdrawals and answers overlap. */
export interface Interleavings {
  readonly withdrawals: number;
  readonly answers: number;
  /** Answers that used the purchase: without any, nothing would have been tried. */
  readonly using: number;
  /** Pairs of a withdrawal and an answer that was under way at the same time. */
  readonly overlapping: number;
  /** Those of them in which the answer left after the withdrawal's reply. */
  readonly overtaken: number;
  /** Pairs in which the answer was asked for after the withdrawal's reply had left. */
  readonly following: number;
  /** Answers that left after the withdrawal's reply and used the purchase. */
  readonly violations: number;
}

export const withdrawalPromise: TrustPromise = {
  id: "P-1",
  name: "withdrawn data is never used after the reply to the withdrawal",
  async check({ folder, sizes, signal, onProgress }) {
    const found = await withHouse(folder, (house) =>
      measureInterleavings(house, sizes.interleavings, signal, onProgress),
    );
    const pairs = found.overlapping + found.following;
    const amount = (count: number) => count.toLocaleString("en-US");
    return {
      holds: found.violations === 0 && found.using > 0 && pairs >= sizes.interleavings,
      figure:
        `${amount(found.violations)} violations in ${amount(pairs)} pairs of a withdrawal and an ` +
        `answer (${amount(found.withdrawals)} withdrawals, ${amount(found.answers)} answers; ` +
        `${amount(found.overlapping)} pairs overlapped, in ${amount(found.overtaken)} of them the ` +
        `answer left last, ${amount(found.following)} were asked for afterwards)`,
    };
  },
};

const GUESTS = 4;
/** Answers of a round by when they are asked for: before the withdrawal, around it, after it. */
const BEFORE = 8;
const AROUND = 16;
const AFTER = 8;
/** Longer than a withdrawal takes, so that some answers begin at each moment of it. */
const AROUND_MS = 12;

const LIST = `{ me { recommendations(placement: "home", first: 3, mode: FULL) {
  items { explanation { contributions { signal value evidenceIds } } } } } }`;

/**
 * Lets customers with one purchase withdraw it while their answers are under way, over HTTP, until
 * there are enough pairs. When a request began and when its answer left is what the server saw, in
 * one order; how long messages travel plays no part.
 *
 * @param target how many pairs of a withdrawal and an answer
 */
export async function measureInterleavings(
  house: PromiseHouse,
  target: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Interleavings> {
  return withDatabaseOf(house, async (database) => {
    const parts = { database, tokens: house.tokens, logger: createLogger("silent") };
    const server = await startServer({ config: configOf(house), ...parts });
    const watch = watchServer();
    const url = `${server.url}/graphql`;
    const system = await connectSystem(house, url);
    const guests: Guest[] = [];
    try {
      const [sku = ""] = await addItems(system, 12);
      for (let place = 0; place < GUESTS; place++) guests.push(await addGuest(house, url, system));
      await server.refresh();
      for (const guest of guests) await buy(guest, sku);
      const rounds = new Rounds(target, watch, signal, onProgress);
      await Promise.all(guests.map((guest) => rounds.run(guest)));
      return rounds.result();
    } finally {
      for (const { client } of [...guests, { client: system }]) client.close();
      watch.end();
      await server.stop();
    }
  });
}

async function buy({ client }: Guest, sku: string): Promise<void> {
  const interactions = [{ kind: "PURCHASE", sku, value: 1 }];
  await client.change("interactionsRecord", "InteractionsRecordInput", "results { verdict }", {
    interactions,
  });
}

interface SeenAnswer {
  readonly span: Span;
  readonly isUsing: boolean;
}

/** The rounds of all customers, and what they came to. */
class Rounds {
  private readonly counts = {
    withdrawals: 0,
    answers: 0,
    using: 0,
    overlapping: 0,
    overtaken: 0,
    following: 0,
    violations: 0,
  };

  constructor(
    private readonly target: number,
    private readonly watch: ServerWatch,
    private readonly signal: AbortSignal,
    private readonly onProgress: PromiseRun["onProgress"],
  ) {}

  result(): Interleavings {
    return { ...this.counts };
  }

  /** One customer grants, is answered, withdraws, is answered, and begins anew. */
  async run(guest: Guest): Promise<void> {
    while (this.counts.overlapping + this.counts.following < this.target) {
      this.signal.throwIfAborted();
      await decide(guest, "consentGrant", "PURCHASE");
      const answers = [
        ...Array.from({ length: BEFORE }, () => this.answer(guest, 0)),
        ...Array.from({ length: AROUND }, () => this.answer(guest, Math.random() * AROUND_MS)),
      ];
      await sleep(Math.random() * AROUND_MS);
      const withdrawn = await this.withdraw(guest);
      answers.push(...Array.from({ length: AFTER }, () => this.answer(guest, 0)));
      this.count(withdrawn, await Promise.all(answers));
      this.onProgress(this.counts.overlapping + this.counts.following, this.target);
    }
  }

  private async answer({ client }: Guest, delayMs: number): Promise<SeenAnswer> {
    if (delayMs > 0) await sleep(delayMs);
    const { headers, span } = this.watch.expect();
    const { data } = await client.ask(LIST, {}, headers);
    return { span, isUsing: usesHistory(data) };
  }

  private async withdraw({ client }: Guest): Promise<Span> {
    const { headers, span } = this.watch.expect();
    const input = { purpose: "PERSONALISATION", category: "PURCHASE" };
    const idempotencyKey = `withdraw-${headers["x-promise"]}`;
    const document = `mutation ($input: ConsentChangeInput!) {
      consentWithdraw(input: $input) { consent { isOpen } errors { code } } }`;
    const { data } = await client.ask(document, { input: { ...input, idempotencyKey } }, headers);
    if (data.consentWithdraw.consent?.isOpen !== false) throw new Error("A withdrawal failed.");
    return span;
  }

  private count(withdrawn: Span, answers: readonly SeenAnswer[]): void {
    const { counts } = this;
    counts.withdrawals += 1;
    for (const { span, isUsing } of answers) {
      if (span.leftAt === 0) throw new Error("An answer came that the server has not sent.");
      counts.answers += 1;
      if (isUsing) counts.using += 1;
      if (span.begunAt > withdrawn.leftAt) counts.following += 1;
      else if (span.leftAt > withdrawn.begunAt) counts.overlapping += 1;
      if (span.leftAt <= withdrawn.leftAt) continue;
      if (span.begunAt < withdrawn.leftAt) counts.overtaken += 1;
      if (isUsing) counts.violations += 1;
    }
  }
}

/** Whether any place of a list rests on what the customer did. */
function usesHistory(data: {
  me: { recommendations: { items: readonly { explanation: ShownExplanation | null }[] } };
}): boolean {
  return data.me.recommendations.items.some(({ explanation }) =>
    explanation?.contributions.some(
      ({ signal, value, evidenceIds }) =>
        evidenceIds.length > 0 || (signal === "HISTORY" && value !== 0),
    ),
  );
}

interface ShownExplanation {
  readonly contributions: readonly {
    readonly signal: string;
    readonly value: number;
    readonly evidenceIds: readonly string[];
  }[];
}
