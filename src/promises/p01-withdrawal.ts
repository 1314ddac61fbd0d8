import { setTimeout as sleep } from "node:timers/promises";
import { type PromiseHouse, withHouse } from "./house.ts";
import { type InnerServer, withServer } from "./in-process.ts";
import { addGuest, addItems, connectSystem, decide, type Guest } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { type ServerWatch, type Span, watchServer } from "./server-watch.ts";

/** What came of letting withdrawals and answers overlap. */
export interface Interleavings {
  readonly withdrawals: number;
  readonly answers: number;
  /** What answers have used while it was open: where one is missing, nothing was tried. */
  readonly usedCategories: readonly string[];
  /** Pairs of a withdrawal and an answer that was under way at the same time. */
  readonly overlapping: number;
  /** Those of them in which the answer left after the withdrawal's reply. */
  readonly overtaken: number;
  /** Pairs in which the answer was asked for after the withdrawal's reply had left. */
  readonly following: number;
  /** Pairs in which the answer left after the withdrawal's reply and used what was withdrawn. */
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
      holds:
        found.violations === 0 &&
        found.usedCategories.length === CATEGORIES.length &&
        pairs >= sizes.interleavings,
      figure:
        `${amount(found.violations)} violations in ${amount(pairs)} pairs of a withdrawal and an ` +
        `answer (${amount(found.withdrawals)} withdrawals, ${amount(found.answers)} answers; ` +
        `${amount(found.overlapping)} pairs overlapped, in ${amount(found.overtaken)} of them the ` +
        `answer left last; in ${amount(found.following)} it was asked for afterwards)`,
    };
  },
};

/** What each customer grants and withdraws; there is one piece of evidence of each. */
const CATEGORIES = ["PURCHASE", "BROWSING", "DECLARED_PREFERENCE"];
const GUESTS = 4;
/** Answers of a round by when they are asked for: before the withdrawals, around and after them. */
const BEFORE = 8;
const AROUND = 16;
const AFTER = 8;
/** Longer than a withdrawal takes, so that some answers begin at each moment of it. */
const AROUND_MS = 12;

const LIST = `{ me { recommendations(placement: "home", first: 6, mode: FULL) {
  items { explanation { contributions { evidenceIds } } } } } }`;

/** A cell that is granted and withdrawn, and the evidence that answers may cite meanwhile. */
interface WatchedCell {
  readonly category: string;
  readonly evidenceId: string;
}

/**
 * Lets customers with a purchase, a view and a preference withdraw each of the three while their
 * answers are under way, over HTTP, until there are enough pairs. When a request began and when its
 * answer left is what the server saw, in one order; how long messages travel plays no part.
 *
 * @param target how many pairs of a withdrawal and an answer
 */
export function measureInterleavings(
  house: PromiseHouse,
  target: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Interleavings> {
  return withServer(house, async (server) => {
    const watch = watchServer();
    const guests: (Guest & { readonly cells: readonly WatchedCell[] })[] = [];
    try {
      const skus = await fillCatalogue(house, server);
      for (let place = 0; place < GUESTS; place++) {
        guests.push(await addGuestWithEvidence(house, server, skus));
      }
      const rounds = new Rounds(target, watch, signal, onProgress);
      await allOf(guests.map((guest) => rounds.run(guest, guest.cells)));
      return rounds.result();
    } finally {
      for (const { client } of guests) client.close();
      watch.end();
    }
  });
}

async function fillCatalogue(house: PromiseHouse, server: InnerServer): Promise<string[]> {
  const system = await connectSystem(house, server.endpoint);
  const skus = await addItems(system, 12);
  system.close();
  await server.refresh();
  return skus;
}

async function addGuestWithEvidence(
  house: PromiseHouse,
  { endpoint }: InnerServer,
  [bought = "", viewed = ""]: readonly string[],
) {
  const system = await connectSystem(house, endpoint);
  const guest = await addGuest(house, endpoint, system);
  system.close();
  for (const category of CATEGORIES) await decide(guest, "consentGrant", category);
  const { client } = guest;
  const fields = "results { interaction { id } }";
  const events = await client.change("interactionsRecord", "InteractionsRecordInput", fields, {
    interactions: [
      { kind: "PURCHASE", sku: bought, value: 1 },
      { kind: "VIEW", sku: viewed },
    ],
  });
  const liking = "customer { preferences { id } }";
  const declared = await client.change("preferencesDeclare", "PreferencesDeclareInput", liking, {
    preferences: [{ target: "TAG", name: "tag-1", sentiment: "LIKE" }],
  });
  const ids: string[] = [
    ...events.data.results.map((result: { interaction: { id: string } }) => result.interaction.id),
    declared.data.customer.preferences[0].id,
  ];
  return {
    ...guest,
    cells: CATEGORIES.map((category, place) => ({ category, evidenceId: ids[place] ?? "" })),
  };
}

/** Waits for all, also where one fails, so that nothing is under way when the failure is thrown. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

interface SeenAnswer {
  readonly span: Span;
  /** Global ids of everything that any place of the list rests on. */
  readonly evidenceIds: ReadonlySet<string>;
}

interface SeenWithdrawal {
  readonly span: Span;
  readonly cell: WatchedCell;
}

/** The rounds of all customers, and what they came to. */
class Rounds {
  private readonly counts = {
    withdrawals: 0,
    answers: 0,
    overlapping: 0,
    overtaken: 0,
    following: 0,
    violations: 0,
  };

  private readonly usedCategories = new Set<string>();

  constructor(
    private readonly target: number,
    private readonly watch: ServerWatch,
    private readonly signal: AbortSignal,
    private readonly onProgress: PromiseRun["onProgress"],
  ) {}

  result(): Interleavings {
    return { ...this.counts, usedCategories: [...this.usedCategories] };
  }

  /** One customer grants, is answered, withdraws, is answered, and begins anew. */
  async run(guest: Guest, cells: readonly WatchedCell[]): Promise<void> {
    while (this.pairs < this.target) {
      this.signal.throwIfAborted();
      for (const { category } of cells) await decide(guest, "consentGrant", category);
      const withdrawals = cells.map((cell) => this.withdraw(guest, cell));
      const answers = [
        ...Array.from({ length: BEFORE }, () => this.answer(guest, 0)),
        ...Array.from({ length: AROUND }, () => this.answer(guest, Math.random() * AROUND_MS)),
        ...withdrawals
          .slice(0, 1)
          .flatMap((withdrawal) =>
            Array.from({ length: AFTER }, () => withdrawal.then(() => this.answer(guest, 0))),
          ),
      ];
      const seen = await allOf(answers);
      for (const withdrawal of await allOf(withdrawals)) this.count(withdrawal, seen);
      this.counts.answers += seen.length;
      this.onProgress(Math.min(this.pairs, this.target), this.target);
    }
  }

  private get pairs(): number {
    return this.counts.overlapping + this.counts.following;
  }

  private async answer({ client }: Guest, delayMs: number): Promise<SeenAnswer> {
    if (delayMs > 0) await sleep(delayMs);
    const { headers, span } = this.watch.expect();
    const { data } = await client.ask(LIST, {}, headers);
    return { span, evidenceIds: evidenceOf(data.me.recommendations) };
  }

  private async withdraw({ client }: Guest, cell: WatchedCell): Promise<SeenWithdrawal> {
    await sleep(Math.random() * AROUND_MS);
    const { headers, span } = this.watch.expect();
    const idempotencyKey = `withdraw-${headers["x-promise"]}`;
    const input = { purpose: "PERSONALISATION", category: cell.category, idempotencyKey };
    const document = `mutation ($input: ConsentChangeInput!) {
      consentWithdraw(input: $input) { consent { isOpen } errors { code } } }`;
    const { data } = await client.ask(document, { input }, headers);
    if (data.consentWithdraw.consent?.isOpen !== false) throw new Error("A withdrawal failed.");
    return { span, cell };
  }

  private count({ span: withdrawn, cell }: SeenWithdrawal, answers: readonly SeenAnswer[]): void {
    const { counts } = this;
    counts.withdrawals += 1;
    for (const { span, evidenceIds } of answers) {
      if (span.leftAt === 0) throw new Error("An answer came that the server has not sent.");
      const isUsing = evidenceIds.has(cell.evidenceId);
      if (isUsing) this.usedCategories.add(cell.category);
      if (span.begunAt > withdrawn.leftAt) counts.following += 1;
      else if (span.leftAt > withdrawn.begunAt) counts.overlapping += 1;
      if (span.leftAt <= withdrawn.leftAt) continue;
      if (span.begunAt < withdrawn.leftAt) counts.overtaken += 1;
      if (isUsing) counts.violations += 1;
    }
  }
}

interface ShownList {
  readonly items: readonly {
    readonly explanation: {
      readonly contributions: readonly { readonly evidenceIds: readonly string[] }[];
    } | null;
  }[];
}

function evidenceOf({ items }: ShownList): ReadonlySet<string> {
  return new Set(
    items.flatMap(({ explanation }) =>
      (explanation?.contributions ?? []).flatMap(({ evidenceIds }) => evidenceIds),
    ),
  );
}
