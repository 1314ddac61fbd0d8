import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { newPrivateKey } from "../../src/access/signing-key.ts";
import { Tokens } from "../../src/access/tokens.ts";
import { readConfig } from "../../src/config.ts";
import { startServer } from "../../src/main.ts";
import { openTestDatabase } from "../support/databases.ts";

test("a server that finds its port taken leaves no connection behind", async () => {
  const database = await openTestDatabase();
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  try {
    const config = {
      ...readConfig({}),
      host: "127.0.0.1",
      port: (other.address() as AddressInfo).port,
      signingKey: newPrivateKey(),
    };
    const tokens = new Tokens("a secret for tests only, 32 characters");
    const owner = { ...database, isEmbedded: false };
    const logger = pino({ level: "silent" });
    const begun = startServer({ config, database: owner, tokens, logger });
    await expect(begun).rejects.toThrow("in use");
    // Nobody but the one who asks: the pools of the server's roles are gone.
    const left = `select count(*)::int from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    const [{ count }] = await database.dataSource.query(left);
    expect(count).toBe(0);
  } finally {
    other.close();
    await database.close();
  }
});
