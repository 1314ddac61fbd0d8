import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readManifest } from "../../datasets/index.ts";
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
 * @throws {ProtocolError} no data set there, or a protocol file that cannot be read
 * @throws {DatasetError} a data set that cannot be read
 */
export async function evaluationJobs(
  dataDir: string,
  protocolsDir: string | undefined,
): Promise<EvaluationJob[]> {
  const folders = await datasetFolders(dataDir);
  const protocols = protocolsDir === undefined ? [] : await readProtocols(protocolsDir);
  const jobs: EvaluationJob[] = [];
  for (const folder of folders) {
    const manifest = await readManifest(folder);
    const named = protocols.filter(({ dataset }) => dataset === manifest.name);
    const { size: bytes } = await stat(join(folder, manifest.events.file));
    const chosen =
      named.length > 0 ? named : defaultProtocols(manifest, await factsOf(folder, manifest));
    jobs.push(...chosen.map((protocol) => ({ dataDir: folder, protocol, bytes })));
  }
  return jobs.sort((a, b) => b.bytes - a.bytes);
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
