import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { asCustomer, asNobody, type TestApp } from "../support/app.ts";
import { demoCustomer, openDemoApp } from "../support/demo.ts";

/**
 * A scenario is a query that a frontend sends (`NAME.graphql`) with its exact answer on the demo
 * house and the number of SQL statements that it costs (`NAME.json`). The first line of the query
 * says who asks. After a change that is meant, `KATHI_WRITE_SCENARIOS=1 npm run -s jest --
 * tests/scenarios` writes the answers anew; review the difference like code.
 */
const FOLDER = import.meta.dirname;
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.replace(".graphql", ""));

let kathi: TestApp;

beforeAll(async () => {
  kathi = await openDemoApp();
}, 300_000);
afterAll(() => kathi.close());

/** Six decimals: the last bits of logarithms may differ between versions of the JavaScript engine. */
const rounded = (_key: string, value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Math.round(value * 1e6) / 1e6 : value;

test.each(NAMES)("%s", async (name) => {
  const query = readFileSync(join(FOLDER, `${name}.graphql`), "utf8");
  const asker = /^# asked by (demo-\d+|nobody)/.exec(query)?.[1] ?? "nobody";
  const viewer = asker === "nobody" ? asNobody : asCustomer(await demoCustomer(kathi, asker));
  const { data, errors, statements } = await kathi.ask(viewer, query);
  const outcome = { statements: statements.length, ...(errors && { errors }), data };
  const text = `${JSON.stringify(outcome, rounded, 2)}\n`;
  const file = join(FOLDER, `${name}.json`);
  if (process.env.KATHI_WRITE_SCENARIOS) writeFileSync(file, text);
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
