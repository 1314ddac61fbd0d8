import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { newPrivateKey, toSigningKey } from "../../src/access/signing-key.ts";
import { Tokens } from "../../src/access/tokens.ts";
import { ANONYMOUS, SCOPES, type Scope, type Viewer } from "../../src/access/viewer.ts";
import { type App, createApp } from "../../src/app.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import { type Connections, openConnections } from "../../src/db/roles.ts";
import { answerConfirmed } from "../../src/graphql/leaving.ts";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import type { RequestScope } from "../../src/graphql/request-scope.ts";
import { createGraphqlServer } from "../../src/graphql/server.ts";
import { keyringOf } from "../../src/sealing/keyring.ts";
import { openTestDatabase, type TestDatabase } from "./databases.ts";

/** What a query answered, and what it cost. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly data: any;
  readonly errors: readonly { message: string; extensions?: { code?: string } }[] | undefined;
  /** Texts of the SQL statements that were run. */
  readonly statements: readonly string[];
}

/** An app on a database of its own, asked without HTTP between. */
export interface TestApp {
  readonly app: App;
  readonly database: TestDatabase;
  /** What the app reads and writes through; `database` has the owner's rights. */
  readonly connections: Connections;
  ask(viewer: Viewer, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Makes a customer and returns the uuid. */
  addCustomer(name?: string): Promise<string>;
  close(): Promise<void>;
}

const testKey = toSigningKey(newPrivateKey(), "the tests' key");

/** Signs the receipts of all apps of a suite. */
export async function testIssuer() {
  return { key: await testKey, controller: "A house for tests" };
}

/** @param template a database to clone; `kathi_template` is migrated and empty */
export async function openTestApp(
  template = "kathi_template",
  now: () => number = Date.now,
): Promise<TestApp> {
  const database = await openTestDatabase(template);
  await keyringOf(database.dataSource.manager).open();
  const logger = pino({ level: "silent" });
  const tokens = new Tokens("a secret for tests only, 32 characters");
  const connections = await openConnections(database.dataSource);
  const app = createApp({
    connections,
    tokens,
    logger,
    issuer: await testIssuer(),
    now,
  });
  await app.shelves.refresh();
  const server = await createGraphqlServer<RequestScope>({
    schema: app.schema,
    isProduction: false,
    logger,
    plugins: app.plugins,
  });
  return {
    app,
    database,
    connections,
    async ask(viewer, query, variables = {}) {
      database.takeStatements();
      const answering = {
        createScope: (isProfileFree: boolean) => app.scopeOf(viewer, randomUUID(), isProfileFree),
        confirm: app.confirm,
      };
      const response = await answerConfirmed(answering, (contextValue) =>
        server.executeOperation({ query, variables }, { contextValue }),
      );
      if (response.body.kind !== "single") throw new Error("Expected one answer.");
      const { data, errors } = JSON.parse(JSON.stringify(response.body.singleResult));
      return { data, errors, statements: database.takeStatements() };
    },
    async addCustomer(name = randomUUID()) {
      const { manager } = database.dataSource;
      const { customerIds } = await ensureCustomers(manager, "test", [name]);
      return customerIds.get(name) ?? "";
    },
    async close() {
      await server.stop();
      await connections.close();
      await database.close();
    },
  };
}

/** A customer who asks for themselves and has just logged in. */
export function asCustomer(customerId: string): Viewer {
  return { kind: "CUSTOMER", customerId, authenticatedAt: Date.now() };
}

/** A customer whose login was too long ago for what cannot be taken back. */
export function asCustomerOfYesterday(customerId: string): Viewer {
  return { kind: "CUSTOMER", customerId, authenticatedAt: Date.now() - 86_400_000 };
}

/** A client with these scopes. */
export function asClient(...scopes: readonly Scope[]): Viewer {
  return { kind: "CLIENT", name: "crm", scopes: new Set(scopes) };
}

/** A client that may do everything but one thing. */
export function asClientWithout(scope: Scope): Viewer {
  return asClient(...SCOPES.filter((other) => other !== scope));
}

export const asNobody = ANONYMOUS;

/** A customer's global id. */
export function globalId(customerId: string): string {
  return encodeNodeId("Customer", customerId);
}

/** A fresh idempotency key. */
export function key(): string {
  return randomUUID();
}
