import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from "graphql";
import { LIMITS } from "../limits.ts";

/** How large a part of a document is once its fragments are spread. */
export interface DocumentSize {
  /** Nested levels of fields. */
  readonly depth: number;
  /** Fields of the first level. */
  readonly rootFields: number;
  /** Fields, each spread counted. */
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields that the answer may contain, lists and pages multiplying; each page costs more. */
  readonly cost: number;
}

/**
 * What a field with a page size costs beside its fields: it starts statements of its own, however
 * small its page is. With this, one operation starts 29 of them at most; the richest page has two.
 */
const PAGE_COST = 2_000;

const NOTHING: DocumentSize = {
  depth: 0,
  rootFields: 0,
  selections: 0,
  aliases: 0,
  directives: 0,
  cost: 0,
};

/**
 * Measures the parts of one document. Each fragment is measured once for each length of list that
 * it stands in, so a bomb of fragments that doubles in every step costs one step each.
 *
 * Recursion is bounded by the parser's cap on tokens. A fragment that spreads itself counts as
 * nothing inside itself; graphql-js' own rule refuses it.
 */
export class DocumentMeasure {
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly sizeByFragment = new Map<string, DocumentSize>();

  constructor(schema: GraphQLSchema, fragments: readonly FragmentDefinitionNode[]) {
    this.schema = schema;
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** A bulk mutation answers with one entry for each of its input. */
  operation(operation: OperationDefinitionNode): DocumentSize {
    const type = this.schema.getRootType(operation.operation) ?? null;
    const directives = operation.directives?.length ?? 0;
    return add(this.selectionSet(operation.selectionSet, type, null), { ...NOTHING, directives });
  }

  fragment(name: string, pageSize: number | null = null): DocumentSize {
    const key = `${name}/${pageSize}`;
    const known = this.sizeByFragment.get(key);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    if (fragment === undefined) return NOTHING;
    this.sizeByFragment.set(key, NOTHING);
    const type = this.typeNamed(fragment.typeCondition.name.value);
    const size = this.selectionSet(fragment.selectionSet, type, pageSize);
    this.sizeByFragment.set(key, size);
    return size;
  }

  /** @param pageSize entries of the lists directly inside, where an argument has set them */
  private selectionSet(
    set: SelectionSetNode,
    type: GraphQLCompositeType | null,
    pageSize: number | null,
  ): DocumentSize {
    let size = NOTHING;
    for (const selection of set.selections) {
      const directives = selection.directives?.length ?? 0;
      if (directives > 0) size = add(size, { ...NOTHING, directives });
      switch (selection.kind) {
        case Kind.FIELD:
          size = add(size, this.field(selection, type, pageSize));
          break;
        case Kind.FRAGMENT_SPREAD:
          size = add(size, this.fragment(selection.name.value, pageSize));
          break;
        case Kind.INLINE_FRAGMENT: {
          const condition = selection.typeCondition?.name.value;
          const innerType = condition === undefined ? type : this.typeNamed(condition);
          size = add(size, this.selectionSet(selection.selectionSet, innerType, pageSize));
        }
      }
    }
    return size;
  }

  private field(
    node: FieldNode,
    parent: GraphQLCompositeType | null,
    pageSize: number | null,
  ): DocumentSize {
    const aliases = node.alias === undefined ? 0 : 1;
    const leaf = { ...NOTHING, depth: 1, rootFields: 1, selections: 1, aliases, cost: 1 };
    if (node.selectionSet === undefined) return leaf;

    const field = this.definitionOf(node, parent);
    const type = field === null ? null : getNamedType(field.type);
    const ownPageSize = field === null ? null : pageSizeOf(node, field);
    const isBulk = parent !== null && parent === this.schema.getMutationType();
    const innerPageSize = ownPageSize ?? (isBulk ? LIMITS.interactionsPerCallMax : null);
    const innerType = isCompositeType(type) ? type : null;
    const inner = this.selectionSet(node.selectionSet, innerType, innerPageSize);
    const isList = field !== null && isListType(getNullableType(field.type));
    const entries = isList ? (ownPageSize ?? pageSize ?? LIMITS.listEntriesAssumed) : 1;
    return {
      depth: 1 + inner.depth,
      rootFields: 1,
      selections: 1 + inner.selections,
      aliases: aliases + inner.aliases,
      directives: inner.directives,
      cost: 1 + (ownPageSize === null ? 0 : PAGE_COST) + entries * inner.cost,
    };
  }

  private definitionOf(
    node: FieldNode,
    parent: GraphQLCompositeType | null,
  ): GraphQLField<unknown, unknown> | null {
    const name = node.name.value;
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
    return parent.getFields()[name] ?? null;
  }

  private typeNamed(name: string): GraphQLCompositeType | null {
    const type = this.schema.getType(name);
    return isCompositeType(type) ? type : null;
  }
}

/**
 * The page size that a field is asked for; null where it has none. A variable counts as the largest
 * page: a document is then allowed or refused whatever its variables are, and only once.
 */
function pageSizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
  const definition = field.args.find((argument) => getNamedType(argument.type).name === "PageSize");
  if (definition === undefined) return null;
  const value = node.arguments?.find((argument) => argument.name.value === definition.name)?.value;
  if (value === undefined) return Number(definition.defaultValue ?? LIMITS.pageSizeMax);
  return value.kind === Kind.INT ? Number(value.value) : LIMITS.pageSizeMax;
}

/** Two neighbours: depths compete, everything else adds up. */
function add(left: DocumentSize, right: DocumentSize): DocumentSize {
  return {
    depth: Math.max(left.depth, right.depth),
    rootFields: left.rootFields + right.rootFields,
    selections: left.selections + right.selections,
    aliases: left.aliases + right.aliases,
    directives: left.directives + right.directives,
    cost: left.cost + right.cost,
  };
}
