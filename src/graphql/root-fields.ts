import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  Kind,
  type SelectionSetNode,
} from "graphql";

/**
 * The arguments of every top-level field of this name in the running operation, its fragments
 * spread; for rules about what one operation does as a whole. A field that `@skip` leaves out is
 * counted too: such a rule may rather refuse too much.
 */
export function fieldsOfOperation(
  info: GraphQLResolveInfo,
  name: string,
): { [argument: string]: unknown }[] {
  const definition = info.parentType.getFields()[name];
  if (!definition) throw new Error(`The type ${info.parentType.name} has no field ${name}.`);
  return fieldsIn(info, info.operation.selectionSet)
    .filter((field) => field.name.value === name)
    .map((field) => getArgumentValues(definition, field, info.variableValues));
}

function fieldsIn(info: GraphQLResolveInfo, { selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(info, selection.selectionSet);
    const fragment = info.fragments[selection.name.value];
    return fragment ? fieldsIn(info, fragment.selectionSet) : [];
  });
}
