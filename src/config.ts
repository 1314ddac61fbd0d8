import { resolve } from "node:path";
import { z } from "zod";
import { StartupError } from "./result.ts";

const PORT_EXPECTED = "must be a number from 1 to 65535";

const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_EXPECTED)
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, PORT_EXPECTED)
    .default(4000),
  KATHI_HOME: z.string().min(1).default(".kathi"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  KATHI_TOKEN_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  KATHI_SIGNING_KEY: z.string().min(1).optional(),
  KATHI_CONTROLLER: z.string().max(200).default("The operator of this service"),
  KATHI_MASTER_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}(,[0-9a-f]{64})*$/i,
      "must be 64 hexadecimal digits; further keys follow after commas",
    )
    .optional(),
  KATHI_HOST: z.string().min(1).default("127.0.0.1"),
  KATHI_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  NODE_ENV: z.string().optional(),
});

/** Everything that the environment decides, validated and frozen. */
export interface Config {
  /** TCP port of the HTTP server. */
  readonly port: number;
  /** Address that the HTTP server listens on. */
  readonly host: string;
  /** Folder of the embedded database, the token secret, the keys and the logs. */
  readonly home: string;
  /** A given PostgreSQL server instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Signs access tokens; by default a random one is kept in `home`. */
  readonly tokenSecret: string | undefined;
  /** Signs receipts: an Ed25519 key, PKCS #8 in base64; by default one is kept in `home`. */
  readonly signingKey: string | undefined;
  /** Name and contact of the controller, as receipts name it. */
  readonly controller: string;
  /** Master keys, the one in use first; by default they are kept in `home`. */
  readonly masterKey: string | undefined;
  /** Digests contacts that must not come back; by default a random one is kept in `home`. */
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Hides the schema from error messages and switches introspection off. */
  readonly isProduction: boolean;
}

/**
 * Reads the environment once; nothing else in Kathi does.
 *
 * @throws StartupError naming the variable and what was expected, never its value: it may be secret
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environmentSchema.safeParse(withoutEmptyValues(environment));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StartupError(`${String(issue?.path[0])}: ${issue?.message}.`);
  }
  const values = parsed.data;
  return Object.freeze({
    port: values.PORT,
    host: values.KATHI_HOST,
    home: resolve(values.KATHI_HOME),
    databaseUrl: values.DATABASE_URL,
    tokenSecret: values.KATHI_TOKEN_SECRET,
    signingKey: values.KATHI_SIGNING_KEY,
    controller: values.KATHI_CONTROLLER,
    masterKey: values.KATHI_MASTER_KEY,
    logLevel: values.KATHI_LOG_LEVEL,
    isProduction: values.NODE_ENV === "production",
  });
}

/** `PORT=` in a shell means "not set", not "the empty port". */
function withoutEmptyValues(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}
