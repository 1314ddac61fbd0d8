import type { DataCategory, Purpose } from "../consents/policy.ts";
import { parseGrantableCell } from "../consents/policy.ts";
import { LIMITS } from "../limits.ts";
import { StartupError } from "../result.ts";

/** A cell that the imported people have opened elsewhere, before they came here. */
export interface Grant {
  readonly purpose: Purpose;
  readonly category: DataCategory;
}

/**
 * Reads `PERSONALISATION:PURCHASE,IMPROVEMENT:PURCHASE`.
 *
 * @throws StartupError naming the part that is no cell which consent can open
 */
export function parseGrants(text: string): Grant[] {
  const names = new Set(text.split(",").map((name) => name.trim()));
  return [...names].map((name) => {
    const cell = parseGrantableCell(name);
    if (cell !== null) return cell;
    throw new StartupError(
      `--grant: "${name}" is no cell that consent can open. Expected PURPOSE:CATEGORY, for example PERSONALISATION:PURCHASE.`,
    );
  });
}

/**
 * A consent without its document is worth nothing, and a document without a consent means that
 * something was forgotten.
 *
 * @throws StartupError where one is given without the other, or the text cannot be stored
 */
export function checkEvidence(grants: readonly Grant[], evidence: string | null): void {
  if (grants.length > 0 && (evidence === null || evidence.trim() === "")) {
    throw new StartupError("--grant needs --consent-evidence: where is the consent documented?");
  }
  if (evidence === null) return;
  if (grants.length === 0) {
    throw new StartupError("--consent-evidence needs --grant: which cells does it open?");
  }
  if (evidence.includes("\0") || evidence.length > LIMITS.longTextLengthMax) {
    throw new StartupError(
      `--consent-evidence: expected at most ${LIMITS.longTextLengthMax} characters without NUL.`,
    );
  }
}
