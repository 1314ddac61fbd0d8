import { rm } from "node:fs/promises";
import type { EmbeddedCluster } from "../../src/db/embedded.ts";

/** Stops the run's PostgreSQL and removes its folder. */
export default async function tearDown(): Promise<void> {
  const { kathiTestCluster } = globalThis as unknown as {
    kathiTestCluster: { home: string; cluster: EmbeddedCluster };
  };
  await kathiTestCluster.cluster.stop();
  await rm(kathiTestCluster.home, { recursive: true, force: true });
}
