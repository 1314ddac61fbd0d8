import { expect, test } from "@jest/globals";
import { askAs } from "./client.ts";
import { startTestServer } from "./support.ts";

test("asks as the viewer whose token it has, and keeps status and errors", async () => {
  const server = await startTestServer();
  expect(await askAs(server.url, "good")("{ viewer }")).toEqual({
    status: 200,
    data: { viewer: "CUSTOMER" },
    errors: [],
  });
  const refused = await askAs(server.url)("{ nothing }");
  expect(refused).toMatchObject({
    status: 400,
    data: undefined,
    errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
  });
  await server.close();
});
