import { expectNodeId } from "./node-ids.ts";

/** The nil UUID (RFC 9562): no customer ever has it. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * The customer that an optional `customerId` names. Left out it is null, which customers may do for
 * themselves; a malformed id names nobody, so it never falls back to the viewer.
 */
export function customerArgument(id: string): string;
export function customerArgument(id: string | null | undefined): string | null;
export function customerArgument(id: string | null | undefined): string | null {
  if (id === null || id === undefined) return null;
  return expectNodeId(id, "Customer", "uuid")?.[0] ?? NOBODY;
}
