import type { Config } from "../config.ts";
import type { PromiseHouse } from "./house.ts";

/** The configuration of a server in this process, for what can only be seen from within. */
export function configOf({ home }: PromiseHouse): Config {
  return {
    home,
    host: "127.0.0.1",
    port: 0,
    databaseUrl: undefined,
    tokenSecret: undefined,
    logLevel: "silent",
    isProduction: true,
  };
}
