import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from "graphql";
import { buildBareSchema, PRINTED_SCHEMA_FILE } from "./schema.ts";

/**
 * The rows behind the types of the schema, as the feature folders store them. A type that is not
 * here is resolved from an object of its own shape.
 */
const MAPPERS = {
  CatalogueItem: "../../catalogue/catalogue.entity.ts#ItemRow",
  Consent: "../../consents/consent.entity.ts#ConsentCell",
  ConsentEvent: "../../consents/consent.entity.ts#ConsentEventRow",
  Contribution: "../../recommendations/recommendation.resolvers.ts#ShownContribution",
  ContributionPart: "../../recommendations/recommendation.resolvers.ts#ShownPart",
  Customer: "../../customers/customer.entity.ts#ConsentingCustomer",
  DeclaredPreference: "../../corrections/preference.entity.ts#PreferenceRow",
  Explanation: "../../recommendations/recommendation.resolvers.ts#ShownItem",
  ExternalId: "../../customers/customer.entity.ts#ExternalIdRow",
  Fact: "../../facts/fact.entity.ts#ResolvedFact",
  FactChange: "../../facts/fact-change.service.ts#FactChange as FactChangeRow",
  FactEvidence: "../../facts/fact.entity.ts#FactEvidenceRow",
  Guess: "../../guesses/guess.service.ts#GuessOfCustomer",
  Interaction: "../../interactions/interaction.entity.ts#InteractionRow",
  InteractionResult: "../../interactions/interaction.service.ts#RecordedInteraction",
  StruckGuess: "../../guesses/guess.entity.ts#StruckGuessRow",
  MergedCustomer: "../../customers/customer.entity.ts#MergedCustomerRow",
  PurposeDescription: "../../consents/policy.ts#PurposeDescription as PurposeDescriptionRow",
  Recommendation: "../../recommendations/recommendation.resolvers.ts#ShownItem",
  NotShown: "../../recommendations/recommendation.resolvers.ts#NotShownAnswer",
  RecommendationList: "../../recommendations/recommendation.entity.ts#ServedList",
  FieldParameters:
    "../../recommendations/parameters.service.ts#FieldParameters as FieldParametersRow",
  SignalParameters:
    "../../recommendations/parameters.service.ts#SignalParameters as SignalParametersRow",
};

const SCALARS = {
  DateTime: "Date",
  ShortText: "string",
  LongText: "string",
  PageSize: "number",
  IdempotencyKey: "string",
};

const HEADER = "/** Generated from schema/ by `npm run generate`; a test compares both. */\n";

/**
 * The files that follow from the schema, by their path in the package.
 *
 * Needs development dependencies: only the generator's script and its test import this.
 */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const schema = lexicographicSortSchema(buildBareSchema());
  return new Map([
    [`schema/${PRINTED_SCHEMA_FILE}`, `${printSchema(schema)}\n`],
    ["src/graphql/generated/resolvers-types.ts", await resolverTypes(schema)],
  ]);
}

async function resolverTypes(schema: GraphQLSchema): Promise<string> {
  const types = await codegen({
    filename: "resolvers-types.ts",
    schema: parse(printSchema(schema)),
    documents: [],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      skipTypename: true,
      contextType: "../request-scope.ts#RequestScope",
      mappers: MAPPERS,
      // What a field of type `Node` returns has to say which type it is; the compiler checks it.
      resolversNonOptionalTypename: { interfaceImplementingType: true },
      scalars: SCALARS,
      strictScalars: true,
      // What the schema gives a default to is always there when a resolver sees it.
      avoidOptionals: { field: false, object: false, inputValue: false, defaultValue: true },
      defaultScalarType: "unknown",
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
  });
  return HEADER + types;
}
