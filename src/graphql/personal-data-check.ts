import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isIntrospectionType,
  isObjectType,
} from "graphql";
import {
  CATEGORIES,
  type DataCategory,
  OPERATIONS,
  PURPOSES,
  policyCell,
} from "../consents/policy.ts";
import { argumentsOf, markOf, usesOf } from "./personal-data.ts";

type OutputField = GraphQLField<unknown, unknown>;

/** One message for each thing that the schema and the policy table do not agree on. */
type Problems = string[];

/**
 * What is wrong with the schema's marks, for the build. Default is deny: every field that answers
 * with a value has to carry a category or say why it has none, itself or by its type, and every
 * root field has to name the cells that it needs.
 *
 * @returns one sentence for each problem; none where all is well
 */
export function personalDataProblems(schema: GraphQLSchema): Problems {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type));
  return [
    ...vocabularyProblems(schema),
    ...types.flatMap((type) => {
      const isRoot = roots.includes(type);
      const fields = Object.values(type.getFields());
      return [
        ...typeProblems(schema, type),
        ...fields.flatMap((field) => useProblems(schema, type, field)),
        ...fields.flatMap((field) =>
          isRoot ? rootFieldProblems(schema, type, field) : fieldProblems(schema, type, field),
        ),
      ];
    }),
  ];
}

/** The schema's names are exactly the policy table's. */
function vocabularyProblems(schema: GraphQLSchema): Problems {
  const vocabularies: [string, readonly string[]][] = [
    ["DataCategory", CATEGORIES],
    ["Purpose", PURPOSES],
    ["DataOperation", OPERATIONS],
  ];
  return vocabularies.flatMap(([name, expected]) => {
    const type = schema.getType(name);
    const found = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    const isEqual = found.toSorted().join() === expected.toSorted().join();
    return isEqual ? [] : [`The enum ${name} has other values than the policy table.`];
  });
}

function typeProblems(schema: GraphQLSchema, type: GraphQLObjectType): Problems {
  const problems = markProblems(schema, type.name, type);
  // What is added to a customer may be of any category, so it must not inherit one.
  const isCustomer = type.name === "Customer";
  if (isCustomer && markOf(schema, type)) problems.push("Customer is marked as a whole.");
  return problems;
}

/** Failures never quote data: a code, a sentence for developers, a place in the caller's input. */
const FAILURE_FIELDS: readonly string[] = ["code", "message", "path"];

function fieldProblems(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: OutputField,
): Problems {
  const at = `${type.name}.${field.name}`;
  const problems = markProblems(schema, at, field);
  const isFailure = type.getInterfaces().some(({ name }) => name === "UserError");
  if (isFailure && FAILURE_FIELDS.includes(field.name)) return problems;
  // What holds fields is decided field by field.
  const isContainer = isCompositeType(getNamedType(field.type));
  const mark = markOf(schema, field) ?? markOf(schema, type);
  if (!isContainer && !mark) problems.push(`${at} has neither a category nor a reason.`);
  return problems;
}

function markProblems(
  schema: GraphQLSchema,
  at: string,
  marked: GraphQLObjectType | OutputField,
): Problems {
  const node = marked.astNode ?? {};
  const isPersonal = argumentsOf(schema, node, "personal").length > 0;
  const isImpersonal = argumentsOf(schema, node, "impersonal").length > 0;
  const categories = markOf(schema, marked) ?? [];
  const unanswerable = categories.filter((category) => !isAnswerable(category));
  return [
    ...(isPersonal && isImpersonal ? [`${at} is both personal and not.`] : []),
    ...(isPersonal && categories.length === 0 ? [`${at} is personal without a category.`] : []),
    ...unanswerable.map((category) => `${at} answers with ${category}, which nothing may keep.`),
  ];
}

/** What is neither kept nor computed with cannot be in an answer. */
function isAnswerable(category: DataCategory): boolean {
  return PURPOSES.some((purpose) => {
    const operations = policyCell(purpose, category)?.operations ?? [];
    return operations.includes("STORE") || operations.includes("EXPLAIN");
  });
}

function rootFieldProblems(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: OutputField,
): Problems {
  const isDecided = usesOf(schema, field).length > 0 || markOf(schema, field)?.length === 0;
  return isDecided ? [] : [`${type.name}.${field.name} names no cell that it needs.`];
}

function useProblems(schema: GraphQLSchema, type: GraphQLObjectType, field: OutputField): Problems {
  return usesOf(schema, field)
    .filter(
      ({ purpose, category, operation }) =>
        !policyCell(purpose, category)?.operations.includes(operation),
    )
    .map(
      ({ purpose, category, operation }) =>
        `${type.name}.${field.name} needs ${purpose} × ${category} to ${operation}: forbidden.`,
    );
}
