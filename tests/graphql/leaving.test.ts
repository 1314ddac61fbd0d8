import { expect, test } from "@jest/globals";
import { answerConfirmed } from "../../src/graphql/leaving.ts";

/** Answers say which scope they were computed in; `verdicts` are given one after the other. */
async function answerWith(...verdicts: readonly boolean[]) {
  const scopes: boolean[] = [];
  const asked: number[] = [];
  const answering = {
    createScope: (isProfileFree: boolean) => scopes.push(isProfileFree),
    confirm: async (scope: number) => {
      asked.push(scope);
      return verdicts[scope - 1]!;
    },
  };
  const answer = await answerConfirmed(answering, async (scope) => `answer ${scope}`);
  return { answer, scopes, asked };
}

test("an answer that is confirmed leaves", async () => {
  expect(await answerWith(true)).toEqual({ answer: "answer 1", scopes: [false], asked: [1] });
});

test("one that is not is computed anew in a scope of its own", async () => {
  expect(await answerWith(false, true)).toEqual({
    answer: "answer 2",
    scopes: [false, false],
    asked: [1, 2],
  });
});

test("the third uses nothing about anybody, so it needs no confirmation", async () => {
  expect(await answerWith(false, false)).toEqual({
    answer: "answer 3",
    scopes: [false, false, true],
    asked: [1, 2],
  });
});
