import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { DataCategory, Operation, Purpose } from "../consents/policy.ts";

/**
 * What the schema says about personal data: `@personal` names the categories of a field or of all
 * fields of a type, `@impersonal` says why there are none, `@uses` names the cells that calling a
 * field needs. Here these marks are read; `personal-data-check.ts` finds what is missing.
 */

/** One cell that a field needs, and what for. */
export interface CellUse {
  readonly purpose: Purpose;
  readonly category: DataCategory;
  readonly operation: Operation;
}

type OutputField = GraphQLField<unknown, unknown>;

/** Something that can carry a mark: a field or a type. */
interface Markable {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined;
}

/**
 * The categories of personal data that an operation can answer with: those of every selected field
 * and of the type that it answers with, fragments included.
 *
 * Cost: O(selections), each fragment once. The same document always gives the same set, so it can
 * be kept with the document.
 *
 * @param document a valid document
 * @param operationName which of its operations; null for all of them
 */
export function personalCategoriesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null = null,
): ReadonlySet<DataCategory> {
  const categories = new Set<DataCategory>();
  visitFields(schema, document, operationName, (field, parent) => {
    const own = markOf(schema, field) ?? markOf(schema, parent) ?? [];
    const answered = markOf(schema, getNamedType(field.type)) ?? [];
    for (const category of [...own, ...answered]) categories.add(category);
  });
  return categories;
}

/** The cells that an operation needs, by the `@uses` of its fields; at the same cost. */
export function cellUsesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null = null,
): readonly CellUse[] {
  const uses = new Map<string, CellUse>();
  visitFields(schema, document, operationName, (field) => {
    for (const use of usesOf(schema, field)) uses.set(Object.values(use).join(), use);
  });
  return [...uses.values()];
}

/** Categories by the schema's nodes: a mark is read once, whatever is asked how often. */
const knownMarks = new WeakMap<object, readonly DataCategory[] | null>();

/** The categories of a mark, none for `@impersonal`; null where there is no mark. */
export function markOf(schema: GraphQLSchema, marked: Markable): readonly DataCategory[] | null {
  const node = marked.astNode;
  if (!node) return null;
  const known = knownMarks.get(node);
  if (known !== undefined) return known;
  const personal = argumentsOf(schema, node, "personal")[0]?.category as DataCategory[] | undefined;
  const isImpersonal = argumentsOf(schema, node, "impersonal").length > 0;
  const mark = personal ?? (isImpersonal ? [] : null);
  knownMarks.set(node, mark);
  return mark;
}

/** The cells that a field's `@uses` name, one entry for each category and operation. */
export function usesOf(schema: GraphQLSchema, { astNode }: Markable): CellUse[] {
  if (!astNode) return [];
  return argumentsOf(schema, astNode, "uses").flatMap((values) => {
    const { purpose, category, operation } = values as {
      purpose: Purpose;
      category: DataCategory[];
      operation: Operation[];
    };
    return category.flatMap((one) =>
      operation.map((it) => ({ purpose, category: one, operation: it })),
    );
  });
}

/** The arguments of each directive of this name, by the rules of input coercion. */
export function argumentsOf(
  schema: GraphQLSchema,
  { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] },
  name: string,
): Record<string, unknown>[] {
  const definition = schema.getDirective(name);
  if (!definition) return [];
  return directives
    .filter((directive) => directive.name.value === name)
    .map((directive) => getDirectiveValues(definition, { directives: [directive] }) ?? {});
}

function visitFields(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operationName: string | null,
  visit: (field: OutputField, parent: GraphQLNamedType) => void,
): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const visitSet = (set: SelectionSetNode, parent: GraphQLNamedType | undefined): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        // Once is enough, and a fragment that spreads itself comes to an end.
        fragments.delete(selection.name.value);
        if (fragment) visitSet(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        visitSet(selection.selectionSet, condition ? typeNamed(condition) : parent);
      } else {
        const field = fieldOf(parent, selection.name.value);
        if (!field || !parent) continue;
        visit(field, parent);
        if (selection.selectionSet) visitSet(selection.selectionSet, getNamedType(field.type));
      }
    }
  };
  const typeNamed = (name: string) => schema.getType(name);
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (operationName !== null && definition.name?.value !== operationName) continue;
    visitSet(definition.selectionSet, schema.getRootType(definition.operation) ?? undefined);
  }
}

/** Undefined for the fields that every type has, such as `__typename`. */
function fieldOf(parent: GraphQLNamedType | undefined, name: string): OutputField | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  return parent.getFields()[name];
}
