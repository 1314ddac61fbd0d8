import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../src/access/viewer.ts";
import { SCOPES } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { consentSnapshots } from "../../src/consents/consent.repository.ts";
import { LIMITS } from "../../src/limits.ts";
import { AnswerBasis } from "../../src/recommendations/answer.service.ts";
import { daysBefore, decide, happened } from "../recommendations/people.ts";
import {
  asClient,
  asCustomer,
  asNobody,
  globalId,
  key,
  openTestApp,
  type TestApp,
} from "../support/app.ts";
import { countRows, item, latestRefusals } from "../support/rows.ts";

const NOW = Date.UTC(2026, 5, 1, 12);
const GUESS = "PERSONALISATION:GUESS";
const PURCHASE = "PERSONALISATION:PURCHASE";
const BROWSING = "PERSONALISATION:BROWSING";

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openTestApp("kathi_template", () => NOW);
  const kinds = ["cheese", "wine", "cake"];
  const items = Array.from({ length: 12 }, (_, index) =>
    item(`item-${index}`, {
      categories: ["food", kinds[index % 3]!],
      tags: index % 2 ? ["rich"] : [],
    }),
  );
  await upsertItems(kathi.database.dataSource.manager, items);
  await kathi.app.shelves.refresh();
});
afterAll(() => kathi.close());

const GUESSES = `guesses { kind name provenance strength observed expected evidenceIds
  en: sentence de: sentence(locale: DE) }`;
const LIST = `recommendations(placement: "home", mode: FULL) { items { score sources item { sku }
  explanation { contributions { signal parts { name value } } } } }`;
const STRUCK = "struckGuesses { kind name }";
const FIELDS = `errors { code path message } customer { guesses { name } ${STRUCK} ${LIST} }`;
const STRIKE = `mutation ($input: GuessStrikeInput!) { guessStrike(input: $input) { ${FIELDS} } }`;
const RESTORE = `mutation ($input: GuessRestoreInput!) {
  guessRestore(input: $input) { ${FIELDS} } }`;

async function change(viewer: Viewer, text: string, input: object) {
  const { data, errors } = await kathi.ask(viewer, text, {
    input: { idempotencyKey: key(), ...input },
  });
  expect(errors).toBeUndefined();
  return data.guessStrike ?? data.guessRestore;
}
const strike = (viewer: Viewer, kind: string, name: string) =>
  change(viewer, STRIKE, { kind, name });
const restore = (viewer: Viewer, kind: string, name: string) =>
  change(viewer, RESTORE, { kind, name });

async function ask(viewer: Viewer, fields: string) {
  const { data, errors, statements } = await kathi.ask(viewer, `{ me { ${fields} } }`);
  expect(errors).toBeUndefined();
  return { ...data.me, statements };
}

/** Somebody who bought two cheeses and looked at a wine. */
async function person(...cells: Parameters<typeof decide>[3][]): Promise<string> {
  const customerId = await kathi.addCustomer();
  await decide(kathi, customerId, "GIVEN", ...cells);
  await happened(kathi, customerId, "PURCHASE", "item-0", daysBefore(NOW, 3));
  await happened(kathi, customerId, "PURCHASE", "item-3", daysBefore(NOW, 3));
  await happened(kathi, customerId, "VIEW", "item-1", daysBefore(NOW, 1));
  return customerId;
}

const namesOf = (guesses: { name: string }[]) => guesses.map(({ name }) => name);
const partsOf = (list: { items: { explanation: { contributions: { parts: Part[] }[] } }[] }) =>
  list.items.flatMap(({ explanation }) =>
    explanation.contributions.flatMap(({ parts }) => parts.map(({ name }) => name)),
  );
interface Part {
  name: string;
}

test("guesses say what they are, rest on evidence that can be fetched, and cost two statements", async () => {
  const customerId = await person(GUESS, PURCHASE, BROWSING);
  const { guesses, statements } = await ask(asCustomer(customerId), GUESSES);
  expect(namesOf(guesses)).toEqual(["food", "cheese", "rich", "wine"]);
  expect(statements).toHaveLength(3);
  const cheese = guesses[1];
  expect(cheese).toMatchObject({ kind: "CATEGORY", provenance: "GUESSED", expected: 0 });
  expect(cheese.en).toBe(
    "We guess that you like cheese: you chose or looked at things of this kind 2 times, more than is usual here.",
  );
  expect(cheese.de).toMatch(/^Wir vermuten, dass Sie cheese mögen/);
  for (const { strength, observed, expected } of guesses) {
    expect(strength).toBeCloseTo((observed - expected) / (expected + 5), 12);
  }
  const { node } = (
    await kathi.ask(
      asCustomer(customerId),
      "query ($id: ID!) { node(id: $id) { ... on Interaction { kind item { categories } } } }",
      { id: cheese.evidenceIds[0] },
    )
  ).data;
  expect(node).toMatchObject({ kind: "PURCHASE", item: { categories: ["food", "cheese"] } });
  const two = await ask(asCustomer(customerId), "guesses(first: 2) { name }");
  expect(namesOf(two.guesses)).toEqual(["food", "cheese"]);
});

test("only open cells are guessed from, and without GUESS nothing is read", async () => {
  const closed = await ask(asCustomer(await person(PURCHASE, BROWSING)), GUESSES);
  expect(closed.guesses).toEqual([]);
  expect(closed.statements).toHaveLength(1);
  const nothingToGuessFrom = await ask(asCustomer(await person(GUESS)), GUESSES);
  expect(nothingToGuessFrom.guesses).toEqual([]);
  expect(nothingToGuessFrom.statements).toHaveLength(1);
  const looks = await ask(asCustomer(await person(GUESS, BROWSING)), GUESSES);
  expect(namesOf(looks.guesses)).toEqual(["food", "wine", "rich"]);
});

test("a guess ends with its evidence, in the answer that excludes it", async () => {
  const customerId = await person(GUESS, BROWSING);
  const { guesses } = await ask(asCustomer(customerId), GUESSES);
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `mutation ($input: EvidenceExcludeInput!) { evidenceExclude(input: $input) {
       errors { code } customer { guesses { name } } } }`,
    { input: { evidenceId: guesses[0].evidenceIds[0], idempotencyKey: key() } },
  );
  expect(data.evidenceExclude).toEqual({ errors: [], customer: { guesses: [] } });
});

test("a guess that consent was withdrawn for meanwhile does not leave", async () => {
  const customerId = await person(GUESS, PURCHASE);
  const [before] = await consentSnapshots(kathi.database.dataSource.manager, [customerId]);
  const basis = new AnswerBasis();
  const { guesses } = kathi.app.services;
  const said = await guesses.list(asCustomer(customerId), before!, 20, basis);
  expect(namesOf(said)).toEqual(["cheese", "food", "rich"]);
  const scope = { ...kathi.app.scopeOf(asCustomer(customerId), "request"), basis };
  expect(await kathi.app.confirm(scope)).toBe(true);
  await decide(kathi, customerId, "WITHDRAWN", GUESS);
  expect(await kathi.app.confirm(scope)).toBe(false);
});

test("a strike counts in the same answer, in guesses and in lists, and can be taken back", async () => {
  const customer = asCustomer(await person(GUESS, PURCHASE, BROWSING));
  const before = await ask(customer, `${GUESSES} ${LIST}`);
  expect(partsOf(before.recommendations)).toContain("affinity:cheese");
  const { errors, customer: after } = await strike(customer, "CATEGORY", "cheese");
  expect(errors).toEqual([]);
  expect(namesOf(after.guesses)).toEqual(["food", "rich", "wine"]);
  expect(after.struckGuesses).toEqual([{ kind: "CATEGORY", name: "cheese" }]);
  expect(partsOf(after.recommendations)).not.toContain("affinity:cheese");
  expect(partsOf(after.recommendations)).toContain("affinity:food");
  const back = await restore(customer, "CATEGORY", "cheese");
  expect(back.errors).toEqual([]);
  expect(back.customer.struckGuesses).toEqual([]);
  expect(back.customer.recommendations).toEqual(before.recommendations);
});

test("what is struck stays struck whatever evidence arrives", async () => {
  const customerId = await person(GUESS, PURCHASE, BROWSING);
  await strike(asCustomer(customerId), "CATEGORY", "cheese");
  for (const sku of ["item-0", "item-3", "item-6", "item-9"]) {
    await happened(kathi, customerId, "PURCHASE", sku, daysBefore(NOW, 1));
  }
  const { guesses, recommendations } = await ask(asCustomer(customerId), `${GUESSES} ${LIST}`);
  expect(namesOf(guesses)).not.toContain("cheese");
  expect(partsOf(recommendations)).not.toContain("affinity:cheese");
});

test("a strike costs a list no statement, whichever cells are open", async () => {
  const customerId = await person(PURCHASE);
  await strike(asCustomer(customerId), "CATEGORY", "cheese");
  expect((await ask(asCustomer(customerId), LIST)).statements).toHaveLength(3);
  await decide(kathi, customerId, "GIVEN", "PERSONALISATION:DECLARED_PREFERENCE");
  const { recommendations, statements } = await ask(asCustomer(customerId), LIST);
  expect(statements).toHaveLength(4);
  expect(partsOf(recommendations)).not.toContain("affinity:cheese");
});

test("outreach uses no struck liking either", async () => {
  const customerId = await person("OUTREACH:PURCHASE", "OUTREACH:EMAIL");
  await strike(asCustomer(customerId), "CATEGORY", "cheese");
  const { manager } = kathi.database.dataSource;
  const [consents] = await consentSnapshots(manager, [customerId]);
  const { items } = await kathi.app.services.recommendations.outreachList(consents!, 12);
  const parts = items.flatMap(({ place }) => place.contributions.flatMap((it) => it.parts));
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.map(({ name }) => name)).not.toContain("affinity:cheese");
});

test("striking needs no consent, is there once however often it is said, and ends with the customer", async () => {
  const customerId = await kathi.addCustomer();
  const customer = asCustomer(customerId);
  const again = { kind: "TAG", name: "rich", idempotencyKey: "strike-1" };
  for (let time = 0; time < 2; time += 1) {
    expect(await change(customer, STRIKE, again)).toMatchObject({ errors: [] });
  }
  await Promise.all([1, 2, 3, 4].map(() => strike(customer, "TAG", "rich")));
  expect((await ask(customer, STRUCK)).struckGuesses).toEqual([{ kind: "TAG", name: "rich" }]);
  const reused = await change(customer, STRIKE, { ...again, name: "poor" });
  expect(reused.errors).toMatchObject([{ code: "IDEMPOTENCY_KEY_REUSED" }]);
  const { dataSource } = kathi.database;
  await dataSource.query("delete from customer where customer_id = $1", [customerId]);
  const left = await dataSource.query("select 1 from struck_guess where customer_id = $1", [
    customerId,
  ]);
  expect(left).toEqual([]);
});

test("parallel strikes do not get past the limit", async () => {
  const customerId = await kathi.addCustomer();
  await kathi.database.dataSource.query(
    `insert into struck_guess (customer_id, kind, name)
     select $1, 'TAG', 'gone-' || n from generate_series(1, $2::integer) n`,
    [customerId, LIMITS.struckGuessesMax - 1],
  );
  const customer = asCustomer(customerId);
  const names = ["food", "cheese", "wine", "cake"];
  const answers = await Promise.all(names.map((name) => strike(customer, "CATEGORY", name)));
  const codes = answers.map(({ errors }) => errors[0]?.code ?? "STRUCK").sort();
  expect(codes).toEqual(["STRUCK", "TOO_MANY_ENTRIES", "TOO_MANY_ENTRIES", "TOO_MANY_ENTRIES"]);
});

test.each([
  ["nobody", asNobody],
  ["a client with every scope", asClient(...SCOPES)],
])("%s can neither strike nor restore, and sees neither", async (_name, viewer) => {
  const customerId = await person(GUESS, PURCHASE);
  await strike(asCustomer(customerId), "CATEGORY", "wine");
  const before = await countRows(kathi.database.dataSource);
  for (const text of [STRIKE, RESTORE]) {
    const answer = await change(viewer, text, { kind: "CATEGORY", name: "wine" });
    expect(answer).toMatchObject({ customer: null, errors: [{ code: "FORBIDDEN" }] });
  }
  expect(await latestRefusals(kathi.database.dataSource, 2)).toEqual([
    `${viewer.kind} guessStrike FORBIDDEN`,
    `${viewer.kind} guessRestore FORBIDDEN`,
  ]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
  const { data } = await kathi.ask(
    viewer,
    `query ($id: ID!) { customer(id: $id) { guesses { name } ${STRUCK} } }`,
    { id: globalId(customerId) },
  );
  const isClient = viewer.kind === "CLIENT";
  expect(data.customer).toEqual(isClient ? { guesses: [], struckGuesses: [] } : null);
});

test.each([
  ["CATEGORY", "nowhere"],
  ["TAG", "cheese"],
  ["CATEGORY", "category:cheese"],
  ["CATEGORY", "' or 1=1 --"],
  ["TAG", "__proto__"],
])("there is no %s %s to strike", async (kind, name) => {
  const customer = asCustomer(await person(GUESS, PURCHASE));
  const before = await countRows(kathi.database.dataSource);
  const { errors } = await strike(customer, kind, name);
  expect(errors).toMatchObject([{ code: "NOT_FOUND", path: ["name"] }]);
  expect(errors[0].message).not.toContain(name);
  expect((await restore(customer, kind, name)).errors).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(await countRows(kathi.database.dataSource)).toEqual(before);
});

test("a token of somebody who is not there strikes nothing", async () => {
  const stranger = asCustomer("7b0c1a52-43bb-4b0f-9d53-0c6b0a7f6a11");
  expect(await strike(stranger, "TAG", "rich")).toMatchObject({
    customer: null,
    errors: [{ code: "NOT_FOUND" }],
  });
});
