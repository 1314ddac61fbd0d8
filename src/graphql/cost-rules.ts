import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { LIMITS } from "../limits.ts";
import { DocumentMeasure, type DocumentSize } from "./document-size.ts";

interface Cap {
  readonly measure: keyof DocumentSize;
  readonly max: number;
  readonly words: string;
}

const FRAGMENT_CAPS: readonly Cap[] = [
  { measure: "depth", max: LIMITS.depthMax, words: "levels of fields" },
  { measure: "selections", max: LIMITS.selectionsMax, words: "fields" },
  { measure: "aliases", max: LIMITS.aliasesMax, words: "aliases" },
  { measure: "directives", max: LIMITS.directivesMax, words: "directives" },
  { measure: "cost", max: LIMITS.costMax, words: "fields in its answer" },
];

const OPERATION_CAPS: readonly Cap[] = [
  ...FRAGMENT_CAPS,
  { measure: "rootFields", max: LIMITS.rootFieldsMax, words: "root fields" },
];

/**
 * Refuses documents that would cost too much to validate or to execute: depth, fields, aliases,
 * root fields, directives, fragments, and the size of the answer.
 *
 * It decides when the document is entered, and a document that it refuses is emptied for the rules
 * beside it: graphql-js compares overlapping fields in quadratic time, 130 ms at 2,000 tokens.
 */
export const DocumentSizeRule: ValidationRule = (context) => ({
  Document(document) {
    const problems = problemsOf(context, document);
    if (problems.length === 0) return undefined;
    for (const problem of problems) context.reportError(problem);
    return { ...document, definitions: [] };
  },
});

function problemsOf(context: ValidationContext, document: DocumentNode): GraphQLError[] {
  const fragments = document.definitions.filter((it) => it.kind === Kind.FRAGMENT_DEFINITION);
  const operations = document.definitions.filter((it) => it.kind === Kind.OPERATION_DEFINITION);
  if (fragments.length > LIMITS.fragmentsMax) {
    return [sizeError("The document", "fragments", LIMITS.fragmentsMax, "fragments")];
  }
  if (operations.length > LIMITS.operationsMax) {
    return [sizeError("The document", "operations", LIMITS.operationsMax, "operations")];
  }
  const measure = new DocumentMeasure(context.getSchema(), fragments);
  return [
    ...operations.flatMap((operation) =>
      excesses(measure.operation(operation), OPERATION_CAPS, "The operation", operation),
    ),
    // A fragment that no operation uses is still validated, so it has to be small as well.
    ...fragments.flatMap((fragment) =>
      excesses(measure.fragment(fragment.name.value), FRAGMENT_CAPS, "A fragment", fragment),
    ),
  ];
}

function excesses(
  size: DocumentSize,
  caps: readonly Cap[],
  subject: string,
  node: ASTNode,
): GraphQLError[] {
  return caps
    .filter((cap) => size[cap.measure] > cap.max)
    .map((cap) => sizeError(subject, cap.measure, cap.max, cap.words, node));
}

function sizeError(
  subject: string,
  limit: string,
  max: number,
  words: string,
  nodes?: ASTNode,
): GraphQLError {
  return new GraphQLError(`${subject} has more than ${max} ${words}.`, {
    nodes: nodes ?? null,
    extensions: { code: "DOCUMENT_TOO_LARGE", limit, max },
  });
}
