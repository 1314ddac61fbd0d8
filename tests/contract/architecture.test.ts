import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findPackageRoot } from "../../src/graphql/schema.ts";
import { readSources, type SourceFile } from "./sources.ts";

const sources = readSources();
const FEATURES = [
  "access-log",
  "catalogue",
  "consents",
  "corrections",
  "customers",
  "erasure",
  "facts",
  "guesses",
  "interactions",
  "recommendations",
  "rights",
];

/** Imports of some files to some targets, as `file -> target`. */
function arrows(from: (file: SourceFile) => boolean, to: (target: string) => boolean): string[] {
  return sources
    .filter(from)
    .flatMap(({ path, imports }) =>
      imports.filter(({ target }) => to(target)).map(({ target }) => `${path} -> ${target}`),
    );
}

const isIn = (...folders: string[]) => {
  return (path: string) => folders.some((folder) => path.startsWith(`src/${folder}/`));
};

test("the walk sees the files and their imports", () => {
  expect(sources.length).toBeGreaterThan(60);
  const server = sources.find(({ path }) => path === "src/http/server.ts");
  expect(server?.imports).toEqual(
    expect.arrayContaining([
      { target: "node:http", isTypeOnly: false },
      { target: "src/limits.ts", isTypeOnly: false },
      { target: "src/http/metrics.ts", isTypeOnly: true },
    ]),
  );
});

test("scoring is pure: it imports nothing but itself and knows no clock and no chance", () => {
  const isScoring = ({ path }: SourceFile) => isIn("scoring")(path);
  // A hash is a pure function; what else that module has is barred by the words below.
  const isForeign = (target: string) => !isIn("scoring")(target) && target !== "node:crypto";
  expect(arrows(isScoring, isForeign)).toEqual([]);
  // What `randomFrom` draws follows from the seed that the caller passes.
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\brandom(?!From\()\w*\(|\bprocess\.|\bperformance\.now\b/;
  const impureFiles = sources.filter(isScoring).filter(({ text }) => impure.test(text));
  expect(impureFiles.map(({ path }) => path)).toEqual([]);
});

test("learning stands on scoring and data sets only", () => {
  const isForeign = (target: string) =>
    target.startsWith("src/") && !isIn("learning", "scoring", "datasets")(target);
  expect(arrows(({ path }) => isIn("learning")(path), isForeign)).toEqual([]);
});

test("services, repositories, entities and loaders know neither GraphQL nor HTTP", () => {
  const isBelow = ({ path }: SourceFile) => /\.(service|repository|entity|loaders)\.ts$/.test(path);
  const isShell = (target: string) => isIn("graphql", "http")(target) || target === "graphql";
  expect(arrows(isBelow, isShell)).toEqual([]);
});

test("resolvers and the GraphQL and HTTP shells do not know the database", () => {
  const isAbove = ({ path }: SourceFile) =>
    path.endsWith(".resolvers.ts") || isIn("graphql", "http")(path);
  const isDatabase = (target: string) =>
    target === "typeorm" || target === "pg" || isIn("db")(target);
  expect(arrows(isAbove, isDatabase)).toEqual([]);
});

test("resolvers reach data through services and loaders only", () => {
  const reaching = sources
    .filter(({ path }) => path.endsWith(".resolvers.ts"))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isTypeOnly }) => target.endsWith(".repository.ts") && !isTypeOnly)
        .map(({ target }) => `${path} -> ${target}`),
    );
  expect(reaching).toEqual([]);
});

test("only the composition root and the programs know how all is wired", () => {
  const isProgram = ({ path }: SourceFile) =>
    isIn("bench", "commands", "promises")(path) || /^src\/[\w-]+\.ts$/.test(path);
  expect(
    arrows(
      (file) => !isProgram(file),
      (target) => target === "src/app.ts",
    ),
  ).toEqual([]);
});

test("only config.ts reads the environment", () => {
  const readers = sources.filter(({ text }) =>
    /\bprocess\s*\.\s*env\b|\benv\b.*from "node:process"/.test(text),
  );
  expect(readers.map(({ path }) => path)).toEqual(["src/config.ts"]);
});

test("development dependencies stay in the generator", () => {
  const isCodegen = (target: string) => target.startsWith("@graphql-codegen/");
  const isGenerator = ({ path }: SourceFile) => path === "src/graphql/generated-files.ts";
  expect(arrows((file) => !isGenerator(file), isCodegen)).toEqual([]);
  const importers = arrows(
    () => true,
    (target) => target === "src/graphql/generated-files.ts",
  );
  expect(importers).toEqual(["src/graphql/generate.ts -> src/graphql/generated-files.ts"]);
});

test("files have at most 300 lines, and comments at most 100 columns", () => {
  const long = sources.filter(({ text }) => text.split("\n").length > 301);
  expect(long.map(({ path }) => path)).toEqual([]);
  // The formatter breaks code, but not comments.
  const wide = sources.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        line.length > 100 && /^\s*(\/\/|\/?\*)/.test(line) ? `${path}:${index + 1}` : [],
      ),
  );
  expect(wide).toEqual([]);
});

test("a feature folder holds the fixed kinds of files and nothing else", () => {
  const kinds = /^([a-z-]+\.(entity|repository|service|resolvers|loaders|errors)\.ts|README\.md)$/;
  // What an export looks like is one description for writer, reader and published schema.
  const extra = new Set([
    "rights/export-format.ts",
    "rights/csv.ts",
    ...[
      "chain",
      "gate",
      "grant-rules",
      "policy",
      "policy-table",
      "policy-texts",
      "receipt",
      "state-texts",
      "transitions",
    ].map((name) => `consents/${name}.ts`),
  ]);
  const strangers = FEATURES.flatMap((feature) =>
    readdirSync(join(findPackageRoot(), "src", feature))
      .filter((name) => !kinds.test(name) && !extra.has(`${feature}/${name}`))
      .map((name) => `${feature}/${name}`),
  );
  expect(strangers).toEqual([]);
});

test("modules do not need each other in a circle", () => {
  const needs = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ isTypeOnly }) => !isTypeOnly).map(({ target }) => target),
    ]),
  );
  const done = new Set<string>();
  const circleFrom = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const target of needs.get(path) ?? []) {
      const circle = circleFrom(target, [...trail, path]);
      if (circle !== null) return circle;
    }
    done.add(path);
    return null;
  };
  expect(sources.map(({ path }) => circleFrom(path, [])).find((circle) => circle !== null)).toBe(
    undefined,
  );
});
