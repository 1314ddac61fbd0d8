import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeHome, runCli } from "../support/cli.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";

let database: TestDatabase;
let environment: Record<string, string>;
let house: Awaited<ReturnType<typeof makeHome>>;

beforeAll(async () => {
  database = await openTestDatabase();
  house = await makeHome();
  environment = { DATABASE_URL: database.url, KATHI_HOME: house.home };
});
afterAll(async () => {
  await database.close();
  await house.remove();
});

test("help names every command; an unknown one is told so", async () => {
  const help = await runCli(["help"], environment);
  expect(help.code).toBe(0);
  const names =
    "start serve work migrate seed import export learn evaluate bench promises consent receipt " +
    "token policy keys erase erasure suppression doctor";
  for (const name of names.split(" ")) expect(help.stdout).toContain(`\n  ${name}`);
  const unknown = await runCli(["dance"], environment);
  expect(unknown.code).toBe(2);
  expect(unknown.stdout).toBe("");
  expect(unknown.stderr).toMatch(/^There is no command dance\.\n/);
});

test.each([
  [["migrate"], "Expected migrate up, migrate down or migrate status."],
  [["migrate", "sideways"], "Expected migrate up, migrate down or migrate status."],
  [["token"], "Expected either --customer ID or --client NAME --scopes SCOPE,…."],
  [["token", "--client", "crm", "--scopes", "everything"], "Expected --scopes with some of "],
  [["evaluate"], "Expected --data DIR --protocol FILE."],
  [["evaluate", "--data", "x", "--protocol", "y", "--seeds", "0"], "Expected a whole number"],
  [["import"], "Expected either import DIR or import --customer-export FILE."],
  [["export"], "Expected --customer ID, --file FILE and --format json or csv."],
  [["seed", "--faster"], "Unknown option '--faster'"],
  [["learn", "more"], "Expected learn."],
])("%j is called wrongly: one line, exit code 2", async (args, words) => {
  const run = await runCli(args, environment);
  expect(run.code).toBe(2);
  expect(run.stdout).toBe("");
  expect(run.stderr.split("\n")).toHaveLength(2);
  expect(run.stderr).toContain(words);
});

test.each([
  [{ PORT: "0" }, "PORT"],
  [{ PORT: "many" }, "PORT"],
  [{ DATABASE_URL: "mysql://host/db" }, "DATABASE_URL"],
  [{ KATHI_TOKEN_SECRET: "short" }, "KATHI_TOKEN_SECRET"],
  [{ KATHI_LOG_LEVEL: "loud" }, "KATHI_LOG_LEVEL"],
])("the environment %j is refused by name, not by value", async (wrong, name) => {
  const run = await runCli(["doctor"], { ...environment, ...wrong });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(new RegExp(`^kathi doctor: ${name}: .+\\n$`));
  expect(run.stderr).not.toContain("short.");
});

test("with --json, standard output is one document and nothing else", async () => {
  const seed = await runCli(["seed", "--json"], environment);
  const report = JSON.parse(seed.stdout);
  expect(report).toMatchObject({ customers: 300 });
  expect(report.interactions).toBeGreaterThan(35_000);
  const again = JSON.parse((await runCli(["seed", "--json"], environment)).stdout);
  expect(again).toEqual({ items: report.items, customers: 0, interactions: 0 });
  const learned = JSON.parse((await runCli(["learn", "--json"], environment)).stdout);
  expect(learned.snapshotId).toBe(1);
  expect(learned.events).toBeGreaterThan(0);
  const { migrations } = JSON.parse(
    (await runCli(["migrate", "status", "--json"], environment)).stdout,
  );
  expect(migrations.every(({ isApplied }: { isApplied: boolean }) => isApplied)).toBe(true);
  const token = await runCli(["token", "--customer", "demo:demo-001", "--json"], environment);
  const { token: text } = JSON.parse(token.stdout) as { token: string };
  expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  const claims = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
  // Whoever asks for it on the command line is as good as logged in at this moment.
  expect(claims.auth_time).toBe(claims.iat);
}, 300_000);

test("a token for somebody who does not exist is refused", async () => {
  const run = await runCli(["token", "--customer", "demo:nobody"], environment);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^kathi token: There is no such customer\. .+\n$/);
});

test("a bug is described without its message, which may quote somebody's data", async () => {
  const broken = await openTestDatabase();
  try {
    await broken.dataSource.query("alter table external_id alter system type uuid using null");
    const run = await runCli(["token", "--customer", "Jane Doe:1"], {
      ...environment,
      DATABASE_URL: broken.url,
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^kathi token: this is a bug in Kathi, please report it\.\n\{/);
    expect(run.stderr).toContain('"code": "22P02"');
    expect(run.stderr).toContain("customer.repository");
    expect(run.stderr).not.toContain("Jane");
  } finally {
    await broken.close();
  }
});

test("--help behind a command says how it is called", async () => {
  const run = await runCli(["import", "--help"], environment);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toMatch(/^Usage: npm run -s kathi -- import DIR /);
});

test("the doctor's exit code says whether all is well", async () => {
  const empty = await openTestDatabase("template0");
  try {
    const run = await runCli(["doctor"], { ...environment, DATABASE_URL: empty.url });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("bad migrations: ");
  } finally {
    await empty.close();
  }
});
