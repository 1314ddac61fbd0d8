import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { SCOPES } from "../../src/access/viewer.ts";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import type { CellName } from "../../src/consents/consent.entity.ts";
import { PURPOSE_DESCRIPTIONS } from "../../src/consents/policy.ts";
import { recordFactEvidence } from "../../src/facts/fact.repository.ts";
import { buildBareSchema } from "../../src/graphql/schema.ts";
import { daysBefore, decide, happened } from "../recommendations/people.ts";
import { asClient, asCustomer, globalId, key, openTestApp, type TestApp } from "../support/app.ts";
import { item } from "../support/rows.ts";

/** What says nothing beyond that there is such a customer, and that something was decided. */
const WITHOUT_CATEGORY = ["id", "createdAt", "consentEpoch", "isRestricted"];

/** What required arguments are given. */
const ARGUMENTS: Readonly<Record<string, string>> = { placement: '"home"' };

const customerType = buildBareSchema().getType("Customer") as GraphQLObjectType;
const fields = Object.values(customerType.getFields());

let kathi: TestApp;
let customerId: string;
const everything = asClient(...SCOPES);

beforeAll(async () => {
  kathi = await openTestApp();
  const { manager } = kathi.database.dataSource;
  await upsertItems(manager, [item("a"), item("b"), item("c")]);
  await kathi.app.shelves.refresh();
  customerId = await kathi.addCustomer();
  for (const { purpose, consentCategories } of PURPOSE_DESCRIPTIONS) {
    const cells = consentCategories.map((category): CellName => `${purpose}:${category}`);
    await decide(kathi, customerId, "GIVEN", ...cells);
  }
  for (const kind of ["PURCHASE", "CLICK", "LIKE"] as const) {
    await happened(kathi, customerId, kind, "a", daysBefore(Date.now(), 3));
  }
  const facts = [
    ["FORM_OF_ADDRESS", "Frau Doktor"],
    ["EMAIL", "guest@example.org"],
    ["PHONE", "+43 1 5550100"],
    ["ADDRESS", "Gasse 1"],
    ["BIRTHDAY", "05-17"],
    ["LANGUAGE", "de"],
  ] as const;
  const common = {
    customerId,
    provenance: "IMPORTED",
    isCorrection: false,
    source: "test",
  } as const;
  await recordFactEvidence(
    manager,
    facts.map(([field, value]) => ({ ...common, field, value, capturedAt: new Date() })),
  );
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `mutation ($input: PreferencesDeclareInput!) { preferencesDeclare(input: $input) {
      errors { code } } }`,
    {
      input: {
        preferences: [{ target: "TAG", name: "sweet", sentiment: "LIKE" }],
        idempotencyKey: key(),
      },
    },
  );
  expect(data.preferencesDeclare.errors).toEqual([]);
});
afterAll(() => kathi.close());

/** A field with its required arguments and all leaves two levels below. */
function selectionOf(field: GraphQLField<unknown, unknown>, depth = 3): string | null {
  const needed = field.args.filter((it) => isNonNullType(it.type) && it.defaultValue === undefined);
  if (needed.some(({ name }) => ARGUMENTS[name] === undefined)) return null;
  const given = needed.map(({ name }) => `${name}: ${ARGUMENTS[name]}`).join(", ");
  const call = given === "" ? field.name : `${field.name}(${given})`;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return call;
  if (!isObjectType(type) || depth === 0) return null;
  const inner = Object.values(type.getFields()).flatMap((it) => selectionOf(it, depth - 1) ?? []);
  return inner.length === 0 ? null : `${call} { ${inner.join(" ")} }`;
}

/** Whether an answer says anything: not null, not an empty list or page, not false or 0 alone. */
function saysSomething(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.some(saysSomething);
  if (typeof answer !== "object" || answer === null) return answer !== null;
  const { pageInfo: _pageInfo, ...content } = answer as Record<string, unknown>;
  return Object.values(content).some(saysSomething);
}

async function recordedCategories(): Promise<string[]> {
  const rows = await kathi.database.dataSource.query(
    `with gone as (delete from access_log where customer_id = $1 returning category)
     select category from gone order by 1`,
    [customerId],
  );
  return rows.map(({ category }: { category: string }) => category);
}

test.each(fields.map((field) => [field.name, field] as const))(
  "what a client is given of Customer.%s leaves a row, or has no category",
  async (name, field) => {
    const selection = selectionOf(field);
    expect(selection).not.toBeNull();
    const query = `query ($id: ID!) { customer(id: $id) { ${selection} } }`;
    const { data, errors } = await kathi.ask(everything, query, { id: globalId(customerId) });
    expect(errors).toBeUndefined();
    const isGiven = saysSomething(data.customer[name]) && !WITHOUT_CATEGORY.includes(name);
    expect([name, (await recordedCategories()).length > 0]).toEqual([name, isGiven]);
  },
);

test("the walk sees what is given and what is not", async () => {
  const given = [];
  for (const field of fields) {
    const query = `query ($id: ID!) { customer(id: $id) { ${selectionOf(field)} } }`;
    const { data } = await kathi.ask(everything, query, { id: globalId(customerId) });
    if (saysSomething(data.customer[field.name])) given.push(field.name);
  }
  expect(given).toEqual(expect.arrayContaining(["facts", "interactions", "recommendations"]));
  expect(given).not.toContain("preferences");
  await recordedCategories();
  const query = `query ($id: ID!) { customer(id: $id) { facts { value } } }`;
  await kathi.ask(everything, query, { id: globalId(customerId) });
  const categories = ["ADDRESS", "EMAIL", "LANGUAGE", "NAME", "PHONE"];
  expect(await recordedCategories()).toEqual(categories);
});
