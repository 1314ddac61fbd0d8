import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSchema, findBreakingChanges } from "graphql";
import { generatedFiles } from "./generated-files.ts";
import { personalDataProblems } from "./personal-data-check.ts";
import { buildBareSchema, findPackageRoot, PRINTED_SCHEMA_FILE } from "./schema.ts";

// A development script: `npm run generate` after every change of the schema. It refuses a change
// that would break clients, unless it is called with `-- --breaking`, and personal data without a
// category in any case.

const root = findPackageRoot();
const committed = readFileSync(join(root, "schema", PRINTED_SCHEMA_FILE), "utf8");
const schema = buildBareSchema();
const breaking = findBreakingChanges(buildSchema(committed), schema);
const problems = personalDataProblems(schema);

if (problems.length > 0) {
  const lines = problems.map((problem) => `  ${problem}\n`).join("");
  process.stderr.write(`Nothing was written, see @personal in schema/README.md:\n${lines}`);
  process.exitCode = 1;
} else if (breaking.length > 0 && !process.argv.includes("--breaking")) {
  const lines = breaking.map(({ description }) => `  ${description}\n`).join("");
  process.stderr.write(
    `Nothing was written, for this breaks clients:\n${lines}` +
      "Deprecate instead (see schema/README.md), or run: npm run generate -- --breaking\n",
  );
  process.exitCode = 1;
} else {
  for (const [path, text] of await generatedFiles()) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
