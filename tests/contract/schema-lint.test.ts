import { expect, test } from "@jest/globals";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";
import { buildBareSchema } from "../../src/graphql/schema.ts";

const schema = buildBareSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);
const outputTypes = types.filter((type) => isObjectType(type) || isInterfaceType(type));
const fields = outputTypes.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ at: `${type.name}.${field.name}`, field })),
);
const inputs = [
  ...types.filter(isInputObjectType).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({
      at: `${type.name}.${field.name}`,
      input: field,
    })),
  ),
  ...fields.flatMap(({ at, field }) =>
    field.args.map((argument) => ({ at: `${at}(${argument.name}:)`, input: argument })),
  ),
];
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

test("the lint looks at something", () => {
  expect(types.length).toBeGreaterThan(50);
  expect(mutations.length).toBeGreaterThan(5);
});

test("everything has a description that ends like a sentence", () => {
  const described = [
    ...types.map((type) => ({ at: type.name, text: type.description })),
    ...types.filter(isEnumType).flatMap((type) =>
      type.getValues().map((value) => ({
        at: `${type.name}.${value.name}`,
        text: value.description,
      })),
    ),
    ...fields.map(({ at, field }) => ({ at, text: field.description })),
    ...inputs.map(({ at, input }) => ({ at, text: input.description })),
  ];
  const poor = described.filter(({ text }) => !/[.`]$/.test(text ?? "")).map(({ at }) => at);
  expect(poor).toEqual([]);
});

test("lists are lists of something, never null and never of nulls", () => {
  const lists = [
    ...fields.map(({ at, field }) => ({ at, type: field.type })),
    ...inputs.map(({ at, input }) => ({ at, type: input.type })),
  ].filter(({ type }) => isListType(getNullableType(type)));
  expect(lists.length).toBeGreaterThan(10);
  expect(lists.filter(({ type }) => !isFullList(type)).map(({ at }) => at)).toEqual([]);
});

function isFullList(type: GraphQLOutputType | GraphQLInputType): boolean {
  const list = getNullableType(type);
  return isNonNullType(type) && isListType(list) && isNonNullType(list.ofType);
}

test("ids are `ID!`, and only ids are called so", () => {
  const ids = fields.filter(({ field }) => field.name === "id");
  expect(ids.length).toBeGreaterThan(5);
  expect(ids.filter(({ field }) => String(field.type) !== "ID!").map(({ at }) => at)).toEqual([]);
  const implementers = schema
    .getPossibleTypes(schema.getType("Node") as never)
    .map(({ name }) => `${name}.id`);
  expect(ids.map(({ at }) => at).sort()).toEqual([...implementers, "Node.id"].sort());
});

test("a mutation's name is a noun and what is done to it; its input has an idempotency key", () => {
  const verbs =
    /(Grant|Refuse|Withdraw|Pause|Raise|Correct|Strike|Exclude|Erase|Record|Feedback|Declare|Set|Plan|Upsert|Export|Undo)$/;
  expect(mutations.filter(({ name }) => !verbs.test(name)).map(({ name }) => name)).toEqual([]);
  for (const { name, args } of mutations) {
    expect([name, args.map((argument) => argument.name)]).toEqual([name, ["input"]]);
    const input = getNamedType(args[0]!.type);
    const key = isInputObjectType(input) ? input.getFields().idempotencyKey : undefined;
    expect([name, String(key?.type)]).toEqual([name, "IdempotencyKey!"]);
  }
});

test("a mutation answers with a payload whose errors have codes of their own", () => {
  for (const { name, type } of mutations) {
    expect([name, isNonNullType(type), getNamedType(type).name]).toEqual([
      name,
      true,
      expect.stringMatching(/Payload$/),
    ]);
    const payload = getNamedType(type);
    const errors = isObjectType(payload) ? payload.getFields().errors : undefined;
    expect([name, String(errors?.type)]).toEqual([name, expect.stringMatching(/^\[\w+Error!\]!$/)]);
    const error = getNamedType(errors!.type);
    if (!isObjectType(error)) throw new Error(`${error.name} is no object type.`);
    expect(error.getInterfaces().map((it) => it.name)).toEqual(["UserError"]);
    expect(String(error.getFields().code?.type)).toBe(`${error.name}Code!`);
  }
});

test("what can fail in a payload beside its errors is nullable or has an empty value", () => {
  const isEmptyable = ({ type }: GraphQLField<unknown, unknown>) =>
    !isNonNullType(type) || isListType(getNullableType(type)) || String(type) === "Boolean!";
  const unfit = fields
    .filter(({ at }) => /Payload\./.test(at))
    .filter(({ field }) => !isEmptyable(field))
    .map(({ at }) => at);
  expect(unfit).toEqual([]);
});

const connections = types.filter(isObjectType).filter(({ name }) => name.endsWith("Connection"));

test.each(connections.map((type) => [type.name, type] as const))(
  "%s is a Relay connection",
  (_name, type) => {
    const name = type.name.replace(/Connection$/, "");
    const typesOf = (of: typeof type) =>
      Object.fromEntries(
        Object.values(of.getFields()).map((field) => [field.name, `${field.type}`]),
      );
    expect(typesOf(type)).toEqual({
      edges: `[${name}Edge!]!`,
      nodes: `[${name}!]!`,
      pageInfo: "PageInfo!",
    });
    const edge = schema.getType(`${name}Edge`);
    if (!isObjectType(edge)) throw new Error(`${name}Edge is no object type.`);
    expect(typesOf(edge)).toEqual({ cursor: "String!", node: `${name}!` });
  },
);

test("who asks for a connection says how many and from where", () => {
  const paged = fields.filter(({ field }) => getNamedType(field.type).name.endsWith("Connection"));
  expect(paged.length).toBeGreaterThan(2);
  for (const { at, field } of paged) {
    const typeOf = (name: string) => String(field.args.find((it) => it.name === name)?.type);
    expect([at, typeOf("first"), typeOf("after")]).toEqual([at, "PageSize!", "String"]);
    expect([at, isNonNullType(field.type)]).toEqual([at, true]);
  }
});

test("enums that answers contain say that more values may come", () => {
  const answered = new Set(fields.map(({ field }) => getNamedType(field.type)).filter(isEnumType));
  const asked = new Set(inputs.map(({ input }) => getNamedType(input.type)).filter(isEnumType));
  const closed = [...answered]
    .filter((type) => !asked.has(type) && !/Open: more may come\./.test(type.description ?? ""))
    .map(({ name }) => name);
  expect(closed).toEqual([]);
});
