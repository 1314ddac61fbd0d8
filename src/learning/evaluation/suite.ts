import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError, readManifest } from "../../datasets/index.ts";
import { defaultProtocols, factsOf } from "./defaults.ts";
import { type Protocol, ProtocolError, readProtocol } from "./protocol.ts";

/** One protocol on one data set. */
export interface EvaluationJob {
  readonly dataDir: string;
  readonly protocol: Protocol;
  /** Size of the events file: large jobs begin first, so that the last one is short. */
  readonly bytes: number;
}

/**
 * The jobs of a folder: every data set below it with each protocol that names it, or with default
 * ones where none does. The folder itself may be a data set, too.
 *
 * @param protocolsDir folder of protocol files; undefined where there is none
 * @returns large data sets first
 * @throws {ProtocolError} no data set there, or a data set or protocol that cannot be read
 */
export async function evaluationJobs(
  dataDir: string,
  protocolsDir: string | undefined,
): Promise<EvaluationJob[]> {
  const folders = await datasetFolders(dataDir);
  const protocols = protocolsDir === undefined ? [] : await readProtocols(protocolsDir);
  const jobs: EvaluationJob[] = [];
  for (const folder of folders) jobs.push(...(await jobsOfDataset(folder, protocols)));
  return jobs.sort((a, b) => b.bytes - a.bytes);
}

async function jobsOfDataset(
  dataDir: string,
  protocols: readonly Protocol[],
): Promise<EvaluationJob[]> {
  try {
    const manifest = await readManifest(dataDir);
    const named = protocols.filter(({ dataset }) => dataset === manifest.name);
    const chosen =
      named.length > 0 ? named : defaultProtocols(manifest, await factsOf(dataDir, manifest));
    const { size: bytes } = await stat(join(dataDir, manifest.events.file));
    return chosen.map((protocol) => ({ dataDir, protocol, bytes }));
  } catch (error) {
    // Its message names a file inside the folder; here there are several folders.
    if (error instanceof DatasetError) throw new ProtocolError(`${dataDir}: ${error.message}`);
    throw error;
  }
}

async function datasetFolders(dataDir: string): Promise<string[]> {
  const below = (await namesIn(dataDir)).map((name) => join(dataDir, name));
  const folders: string[] = [];
  for (const folder of [dataDir, ...below]) if (await hasManifest(folder)) folders.push(folder);
  if (folders.length === 0) {
    throw new ProtocolError(`${dataDir}: expected a data set folder, with a dataset.json`);
  }
  return folders;
}

async function hasManifest(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, "dataset.json"))).isFile();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw new ProtocolError(`${folder}: expected a readable folder`, { cause: error });
  }
}

async function readProtocols(dir: string): Promise<Protocol[]> {
  const files = (await namesIn(dir)).filter((name) => name.endsWith(".json"));
  if (files.length === 0) throw new ProtocolError(`${dir}: expected protocol files (.json)`);
  return Promise.all(files.map((name) => readProtocol(join(dir, name))));
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    throw new ProtocolError(`${dir}: expected a folder that can be read`, { cause: error });
  }
}
