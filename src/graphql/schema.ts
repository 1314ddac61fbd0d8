import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { GraphQLSchema } from "graphql";
import type { Resolvers } from "./generated/resolvers-types.ts";
import { scalarResolvers } from "./scalars.ts";

/** The whole schema as one text; generated, so it is no source of itself. */
export const PRINTED_SCHEMA_FILE = "printed.graphql";

/**
 * The folder that holds `schema/`: two levels up when run from `src`, three from `dist/src`.
 *
 * @throws Error where the program was copied without its schema
 */
export function findPackageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "schema"))) {
      return folder;
    }
    if (folder === dirname(folder)) throw new Error(`No schema folder above ${start}.`);
  }
}

/** The texts of all schema files in the order of their names, so that every build is the same. */
export function readTypeDefinitions(): string[] {
  const folder = join(findPackageRoot(), "schema");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".graphql") && name !== PRINTED_SCHEMA_FILE)
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** The schema without behaviour: for printing, generating and comparing. */
export function buildBareSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: readTypeDefinitions() });
}

/**
 * The schema with its behaviour. A resolver for something that the schema does not have, and a
 * field with arguments that has no resolver, are bugs that stop the start.
 *
 * Fields of an abstract type (`Node`) return objects that carry `__typename`; graphql-js reads it.
 *
 * @param resolvers the maps of the feature folders
 * @throws Error naming the resolver that is missing or too many
 */
export function buildSchema(resolvers: readonly Partial<Resolvers>[]): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: readTypeDefinitions(),
    resolvers: [scalarResolvers, ...resolvers],
    resolverValidationOptions: {
      requireResolversToMatchSchema: "error",
      requireResolversForArgs: "error",
      requireResolversForResolveType: "ignore",
    },
  });
}
