import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from "graphql";
import { customerExportJsonSchema } from "../rights/export-format.ts";
import { buildBareSchema, PRINTED_SCHEMA_FILE } from "./schema.ts";

/**
 * The rows behind the types of the schema, as the feature folders store them. A type that is not
 * here is resolved from an object of its own shape.
 */
const MAPPERS = {
  CategoryDescription: "../../consents/policy.ts#DataCategory as DataCategoryName",
  PolicyCell: "../../consents/policy.ts#PlacedCell",
  CatalogueItem: "../../catalogue/catalogue.entity.ts#ItemRow",
  Consent: "../../consents/consent.entity.ts#ConsentCell",
  ConsentEvent: "../../consents/consent.entity.ts#ConsentEventRow",
  ConsentReceipt: "../../consents/receipt.entity.ts#ConsentReceiptRow",
  Contribution: "../../recommendations/recommendation.resolvers.ts#ShownContribution",
  ContributionPart: "../../recommendations/recommendation.resolvers.ts#ShownPart",
  Customer: "../../customers/customer.entity.ts#ConsentingCustomer",
  DataUse: "../../access-log/access-log.entity.ts#AccessLogRow",
  DeclaredPreference: "../../corrections/preference.entity.ts#PreferenceRow",
  Erasure: "../../erasure/erasure.entity.ts#ErasureRow",
  Explanation: "../../recommendations/recommendation.resolvers.ts#ShownItem",
  ExternalId: "../../customers/customer.entity.ts#ExternalIdRow",
  Fact: "../../facts/fact.entity.ts#ResolvedFact",
  FactChange: "../../facts/fact-change.service.ts#FactChange as FactChangeRow",
  FactEvidence: "../../facts/fact.entity.ts#FactEvidenceRow",
  Guess: "../../guesses/guess.service.ts#GuessOfCustomer",
  Interaction: "../../interactions/interaction.entity.ts#InteractionRow",
  InteractionResult: "../../interactions/interaction.service.ts#RecordedInteraction",
  StruckGuess: "../../guesses/guess.entity.ts#StruckGuessRow",
  ProfileReset: "../../rights/reset.entity.ts#ProfileResetRow",
  EmailCorrectionDay: "../../facts/email.entity.ts#EmailCorrectionRow",
  EvidenceEntry: "../../rights/evidence.service.ts#EvidenceEntry as EvidenceEntryRow",
  EvidenceUse: "../../rights/evidence.service.ts#EntryUse",
  ShownList: "../../recommendations/shown-list.entity.ts#ShownListRow",
  CallRecord: "../../rights/evidence.repository.ts#OwnCallRow",
  MergedCustomer: "../../customers/customer.entity.ts#MergedCustomerRow",
  PurposeDescription: "../../consents/policy.ts#PurposeDescription as PurposeDescriptionRow",
  Recommendation: "../../recommendations/recommendation.resolvers.ts#ShownItem",
  NotShown: "../../recommendations/recommendation.resolvers.ts#NotShownAnswer",
  RecommendationList: "../../recommendations/recommendation.resolvers.ts#AnsweredList",
  RefusedAttempt: "../../access/refusal.entity.ts#RefusedAttemptRow",
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
    [`schema/${PRINTED_SCHEMA_FILE}`, `${printWithMarks(schema)}\n`],
    ["src/graphql/generated/resolvers-types.ts", await resolverTypes(schema)],
    [
      "schema/customer-export.schema.json",
      `${JSON.stringify(customerExportJsonSchema(), null, 2)}\n`,
    ],
  ]);
}

/**
 * The schema as graphql-js prints it, with the directives of its types and fields put back: it
 * prints what a directive is, but not where it stands, and whoever reads or compares the printed
 * schema must see what is personal in it.
 */
export function printWithMarks(schema: GraphQLSchema): string {
  const text = printSchema(schema);
  const insertions = parse(text).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type)) return [];
    const head = definition.interfaces?.at(-1) ?? definition.name;
    const fields = definition.fields ?? [];
    return [
      { at: head.loc?.end, marks: marksOf(type) },
      ...fields.map((field) => {
        const marked = type.getFields()[field.name.value];
        return { at: field.loc?.end, marks: marked ? marksOf(marked) : "" };
      }),
    ];
  });
  // From the end, so that the places before stay where they are.
  return insertions.reduceRight((printed, { at, marks }) => {
    return `${printed.slice(0, at)}${marks}${printed.slice(at)}`;
  }, text);
}

/** What was written behind a type or a field, apart from what graphql-js prints itself. */
function marksOf({ astNode }: GraphQLObjectType | GraphQLField<unknown, unknown>): string {
  const directives = astNode?.directives ?? [];
  return directives
    .filter(({ name }) => name.value !== "deprecated")
    .map((directive) => ` ${print(directive)}`)
    .join("");
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
