import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findPackageRoot } from "../../src/graphql/schema.ts";

/** One import of a source file. */
export interface Import {
  /** A path in the package such as `src/result.ts`, or the name of a package or of Node's modules. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** Path in the package, for example `src/http/body.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const STATEMENT = /^(?:import|export)\s+(type\s)?[^"'`;]*?from\s+["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s+["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;

/** All files under `src`, generated ones aside. */
export function readSources(): SourceFile[] {
  const root = findPackageRoot();
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => join("src", name))
    .filter((path) => path.endsWith(".ts") && !path.includes("/generated/"))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: importsOf(path, text) };
    });
}

function importsOf(path: string, text: string): Import[] {
  const resolve = (target: string) =>
    target.startsWith(".") ? relative(".", join(dirname(path), target)) : target;
  return [
    ...Array.from(text.matchAll(STATEMENT), ([, type, target]) => ({
      target: resolve(target!),
      isTypeOnly: type !== undefined,
    })),
    ...[...text.matchAll(SIDE_EFFECT), ...text.matchAll(DYNAMIC)].map(([, target]) => ({
      target: resolve(target!),
      isTypeOnly: false,
    })),
  ];
}
