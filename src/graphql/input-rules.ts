import { type ASTNode, GraphQLError, type ValidationRule } from "graphql";
import { badUserInput, textProblem } from "./input-text.ts";

/**
 * Refuses literals that no field could accept: texts with NUL or half a surrogate pair, over-long
 * texts, and numbers that are infinite once read (`1e999`; graphql-js takes that in a document).
 */
export const InputLiteralsRule: ValidationRule = (context) => ({
  StringValue(node) {
    const problem = textProblem(node.value);
    if (problem !== null) context.reportError(literalError(problem, node));
  },
  FloatValue(node) {
    const problem = numberProblem(Number(node.value));
    if (problem !== null) context.reportError(literalError(problem, node));
  },
});

/**
 * Refuses operations of a kind that the schema has not, such as subscriptions: graphql-js notices
 * only when it executes them, which looks like a bug of ours.
 */
export const KnownOperationsRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    const message = `This schema has no ${node.operation}s.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/**
 * The same for variables, before anything is executed.
 *
 * @param variables as parsed from JSON
 * @throws GraphQLError `BAD_USER_INPUT` that names the variable, never its value
 */
export function assertVariablesClean(variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const problem = valueProblem(value);
    if (problem !== null) throw badUserInput(`Variable "$${name}" is not valid: ${problem}.`);
  }
}

/** Walks with a stack of its own: a body of 1 MiB can nest half a million lists. */
function valueProblem(root: unknown): string | null {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === "string") {
      const problem = textProblem(value);
      if (problem !== null) return problem;
    } else if (typeof value === "number") {
      const problem = numberProblem(value);
      if (problem !== null) return problem;
    } else if (typeof value === "object" && value !== null) {
      for (const entry of Object.values(value)) pending.push(entry);
    }
  }
  return null;
}

function numberProblem(value: number): string | null {
  return Number.isFinite(value) ? null : "a number is too large";
}

function literalError(problem: string, node: ASTNode): GraphQLError {
  return new GraphQLError(`The document is not valid: ${problem}.`, {
    nodes: node,
    extensions: { code: "BAD_USER_INPUT" },
  });
}
