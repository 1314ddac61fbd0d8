import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  CATEGORIES,
  type DataCategory,
  type PlacedCell,
  POLICY_CELLS,
} from "../../src/consents/policy.ts";
import {
  CATEGORY_TEXTS,
  PURPOSE_TITLES,
  RETENTION_TEXTS,
} from "../../src/consents/policy-texts.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const page = readme.split("\n## ").find((part) => part.startsWith("What Kathi knows about you\n"));

const HEAD = [
  "| what | without asking | only if you allow it | how long |",
  "| --- | --- | --- | --- |",
];

/** The rows of the page, as the policy table says them. */
function expectedRow(category: DataCategory): string {
  const cells = POLICY_CELLS.filter((cell) => cell.category === category);
  const asked = cells.filter(({ basis }) => basis === "CONSENT");
  const unasked = cells.filter(({ basis }) => basis !== "CONSENT");
  const columns = [
    CATEGORY_TEXTS[category].title.EN,
    unasked.map(unaskedText).join(", ") || "–",
    asked.map(({ purpose }) => PURPOSE_TITLES[purpose].EN).join(", ") || "–",
    retentionText(
      unasked.filter(({ basis }) => basis !== "REQUEST"),
      asked,
      unasked,
    ),
  ];
  return `| ${columns.join(" | ")} |`;
}

function unaskedText({ basis, purpose }: PlacedCell): string {
  const title = PURPOSE_TITLES[purpose].EN;
  if (basis === "INTEREST") return `${title} (you can object)`;
  return basis === "REQUEST" ? `${title} (this once)` : title;
}

/** What is kept anyway, then what is kept for what was allowed; else what is not kept at all. */
function retentionText(
  kept: readonly PlacedCell[],
  asked: readonly PlacedCell[],
  all: readonly PlacedCell[],
): string {
  const textsOf = (cells: readonly PlacedCell[]) => [
    ...new Set(cells.map(({ retention }) => RETENTION_TEXTS[retention].EN)),
  ];
  const isStored = ({ operations }: PlacedCell) => operations.includes("STORE");
  const base = textsOf(kept.filter(isStored));
  const allowed = textsOf(asked).filter((text) => !base.includes(text));
  if (base.length > 0 && allowed.length > 0) {
    return [...base, `For what you allow: ${allowed.join(" ")}`].join(" ");
  }
  return [...base, ...allowed].join(" ") || textsOf(all).join(" ");
}

test("the page says what the policy table says, row by row", () => {
  const rows = page?.split("\n").filter((line) => line.startsWith("| ")) ?? [];
  expect(rows).toEqual([...HEAD, ...CATEGORIES.map(expectedRow)]);
});

test("the page answers what a customer and a data-protection officer ask", () => {
  const headings = [...(page ?? "").matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    "What is kept, what for and how long",
    "Who sees it",
    "What you can do",
    "How it is protected",
    "What does not exist",
    "For the data-protection officer",
  ]);
});
