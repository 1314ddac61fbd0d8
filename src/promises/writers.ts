import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PromiseHouse } from "./house.ts";
import type { Killing } from "./killing.ts";
import { addItems, connectSystem, uuidOf } from "./people.ts";

/** What the API shows beside what was acknowledged. */
export interface Comparison {
  /** Acknowledged, but not there. */
  readonly lost: number;
  /** There more often than acknowledged. */
  readonly surplus: number;
}

/** Writes one thing after the other and remembers what was acknowledged. */
export interface Writer {
  readonly acknowledged: number;
  /** Writes one thing and waits until that is acknowledged, by whichever server. */
  write(): Promise<void>;
  compare(): Promise<Comparison>;
}

const TOKEN_LIFETIME_SECONDS = 3600;
/** Pauses between writes, so that servers also get to start. */
const PAUSE_MS = 5;
/** A customer who corrects or decides more often than this is none. */
const CHANGES_PER_GUEST = 40;

const EVENT_WRITERS = 3;

/** Writers of events, of corrections and of consents, each with customers of its own. */
export async function prepareWriters(house: PromiseHouse, killing: Killing): Promise<Writer[]> {
  const system = await connectSystem(house, killing.url);
  const [sku = ""] = await addItems(system, 5);
  system.close();
  const newGuest = async (): Promise<Person> => {
    const externalId = { system: "promises", externalId: randomUUID() };
    const token = await house.tokens.issueForClient(
      "promises",
      ["customers:write"],
      TOKEN_LIFETIME_SECONDS,
    );
    const input = { externalId, idempotencyKey: randomUUID() };
    const data = await killing.insist(token, UPSERT, { input });
    const id: string = data.customerUpsert.customerId;
    const own = await house.tokens.issueForCustomer(uuidOf(id), TOKEN_LIFETIME_SECONDS);
    return { ask: (query, variables) => killing.insist(own, query, variables) };
  };
  const eventWriters: Writer[] = [];
  for (let place = 0; place < EVENT_WRITERS; place++) {
    eventWriters.push(new EventWriter(await newGuest(), sku));
  }
  return [...eventWriters, new CorrectionWriter(newGuest), new ConsentWriter(newGuest)];
}

/** A customer who is answered by whichever server is alive. */
interface Person {
  // biome-ignore lint/suspicious/noExplicitAny: answers have the shape of their document.
  ask(query: string, variables: object): Promise<any>;
}

const UPSERT = `mutation ($input: CustomerUpsertInput!) {
  customerUpsert(input: $input) { customerId errors { code } } }`;
const RECORD = `mutation ($input: InteractionsRecordInput!) {
  interactionsRecord(input: $input) { results { verdict } errors { code } } }`;
const CORRECT = `mutation ($input: FactCorrectInput!) {
  factCorrect(input: $input) { fact { value } errors { code } } }`;
const GRANT = `mutation ($input: ConsentChangeInput!) {
  consentGrant(input: $input) { consent { state } errors { code } } }`;
const WITHDRAW = `mutation ($input: ConsentChangeInput!) {
  consentWithdraw(input: $input) { consent { state } errors { code } } }`;
const EVENTS = `query ($after: String) { me { page: interactions(first: 100, after: $after) {
  nodes { value } pageInfo { hasNextPage endCursor } } } }`;
const HISTORY = `query ($after: String) { me { page: consentHistory(first: 100, after: $after) {
  nodes { sequence state } pageInfo { hasNextPage endCursor } } } }`;
const FACTS = "{ me { facts { evidence { value } } } }";

/** Records purchases whose value is their number, so that each can be found again. */
class EventWriter implements Writer {
  acknowledged = 0;

  constructor(
    private readonly person: Person,
    private readonly sku: string,
  ) {}

  async write(): Promise<void> {
    const value = this.acknowledged + 1;
    const interactions = [{ kind: "PURCHASE", sku: this.sku, value }];
    const input = { idempotencyKey: randomUUID(), interactions };
    const data = await this.person.ask(RECORD, { input });
    const [result] = data.interactionsRecord.results;
    // A repetition after a cut-off answer says that the event is there already.
    if (result?.verdict !== "ACCEPTED" && result?.verdict !== "DUPLICATE") {
      throw new Error(`An event was not accepted: ${result?.verdict}.`);
    }
    this.acknowledged = value;
    await sleep(PAUSE_MS);
  }

  async compare(): Promise<Comparison> {
    const nodes = await readPages<{ value: number }>(this.person, EVENTS);
    const written = Array.from({ length: this.acknowledged }, (_, index) => String(index + 1));
    return difference(
      written,
      nodes.map(({ value }) => String(value)),
    );
  }
}

/** Corrects how customers are addressed, with a new text each time. */
class CorrectionWriter implements Writer {
  private readonly written: { person: Person; values: string[] }[] = [];

  constructor(private readonly newGuest: () => Promise<Person>) {}

  get acknowledged(): number {
    return this.written.reduce((sum, { values }) => sum + values.length, 0);
  }

  async write(): Promise<void> {
    const last = this.written.at(-1);
    const isFull = !last || last.values.length >= CHANGES_PER_GUEST;
    const current = isFull ? { person: await this.newGuest(), values: [] } : last;
    if (isFull) this.written.push(current);
    const value = `Guest ${randomUUID()}`;
    const input = { field: "FORM_OF_ADDRESS", value, idempotencyKey: randomUUID() };
    const { factCorrect } = await current.person.ask(CORRECT, { input });
    if (factCorrect.fact?.value !== value) throw new Error("A correction was refused.");
    current.values.push(value);
    await sleep(PAUSE_MS);
  }

  compare(): Promise<Comparison> {
    return sumOver(this.written, async ({ person, values }) => {
      const { me } = await person.ask(FACTS, {});
      const evidence = me.facts.flatMap((fact: { evidence: { value: string }[] }) => fact.evidence);
      return difference(
        values,
        evidence.map(({ value }: { value: string }) => value),
      );
    });
  }
}

/** Grants and withdraws in turn, so that the ledger must have exactly that order. */
class ConsentWriter implements Writer {
  private readonly written: { person: Person; states: string[] }[] = [];

  constructor(private readonly newGuest: () => Promise<Person>) {}

  get acknowledged(): number {
    return this.written.reduce((sum, { states }) => sum + states.length, 0);
  }

  async write(): Promise<void> {
    const last = this.written.at(-1);
    const isFull = !last || last.states.length >= CHANGES_PER_GUEST;
    const current = isFull ? { person: await this.newGuest(), states: [] } : last;
    if (isFull) this.written.push(current);
    const isGrant = current.states.length % 2 === 0;
    const cell = { purpose: "PERSONALISATION", category: "PURCHASE" };
    const input = { ...cell, idempotencyKey: randomUUID() };
    const data = await current.person.ask(isGrant ? GRANT : WITHDRAW, { input });
    const state: string = (data.consentGrant ?? data.consentWithdraw).consent.state;
    if (state !== (isGrant ? "GIVEN" : "WITHDRAWN")) throw new Error(`A cell became ${state}.`);
    current.states.push(state);
    await sleep(PAUSE_MS);
  }

  compare(): Promise<Comparison> {
    return sumOver(this.written, async ({ person, states }) => {
      const nodes = await readPages<{ sequence: number; state: string }>(person, HISTORY);
      return difference(
        states.map((state, index) => `${index + 1} ${state}`),
        nodes.map(({ sequence, state }) => `${sequence} ${state}`),
      );
    });
  }
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function readPages<Node>(person: Person, query: string): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const { page }: { page: Page<Node> } = (await person.ask(query, { after })).me;
    nodes.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

/** Compares as bags: each written thing must be there once for each time it was written. */
export function difference(written: readonly string[], found: readonly string[]): Comparison {
  const open = new Map<string, number>();
  for (const name of written) open.set(name, (open.get(name) ?? 0) + 1);
  let surplus = 0;
  for (const name of found) {
    const count = open.get(name) ?? 0;
    if (count === 0) surplus += 1;
    else open.set(name, count - 1);
  }
  return { lost: [...open.values()].reduce((sum, count) => sum + count, 0), surplus };
}

async function sumOver<Item>(
  items: readonly Item[],
  compare: (item: Item) => Promise<Comparison>,
): Promise<Comparison> {
  let [lost, surplus] = [0, 0];
  for (const item of items) {
    const found = await compare(item);
    lost += found.lost;
    surplus += found.surplus;
  }
  return { lost, surplus };
}
