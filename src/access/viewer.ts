import { LIMITS } from "../limits.ts";
import { type Failure, fail, type Result } from "../result.ts";

/** What a client may be allowed to do. */
export const SCOPES = [
  "customers:read",
  "customers:write",
  "interactions:write",
  "catalogue:write",
  "consents:close",
  "consents:request",
  "contacts:plan",
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks: nobody known, a customer (only ever for themselves), or another system by scope. */
export type Viewer = {
  /** Whether the request carried `Sec-GPC: 1` (Global Privacy Control). */
  readonly isGpc?: boolean;
} & (
  | { readonly kind: "ANONYMOUS" }
  | {
      readonly kind: "CUSTOMER";
      readonly customerId: string;
      /** When they last proved who they are, in milliseconds since 1970; null where unknown. */
      readonly authenticatedAt: number | null;
    }
  | { readonly kind: "CLIENT"; readonly name: string; readonly scopes: ReadonlySet<Scope> }
);

export const ANONYMOUS: Viewer = { kind: "ANONYMOUS" };

/** The name under which a viewer's writes are recorded. */
export function actorOf(viewer: Viewer): string {
  if (viewer.kind === "CUSTOMER") return `customer:${viewer.customerId}`;
  return viewer.kind === "CLIENT" ? `client:${viewer.name}` : "anonymous";
}

/**
 * Whether the viewer is a customer who proved not long ago who they are. What cannot be taken back,
 * or takes everything out of the house, needs more than a token that lies around.
 *
 * @param now milliseconds since 1970
 */
export function isRecentlyAuthenticated(viewer: Viewer, now: number): boolean {
  if (viewer.kind !== "CUSTOMER" || viewer.authenticatedAt === null) return false;
  const age = now - viewer.authenticatedAt;
  // A login in the future would be recent until then.
  return age >= -LIMITS.clockSkewMsMax && age <= LIMITS.recentLoginMsMax;
}

/** The failure of a call that needs a recent login; what may be tried again after a new one. */
export function loginNotRecent(): Result<never, Failure<"LOGIN_NOT_RECENT">> {
  const minutes = LIMITS.recentLoginMsMax / 60_000;
  return fail("LOGIN_NOT_RECENT", `This needs a login of the last ${minutes} minutes.`);
}

/** Whether the viewer is a client with this scope. */
export function hasScope(viewer: Viewer, scope: Scope): boolean {
  return viewer.kind === "CLIENT" && viewer.scopes.has(scope);
}

/**
 * The customer that a viewer may act for with this call, or null. Customers act for themselves,
 * whether they name themselves or not; clients must name the customer and have the scope.
 */
export function customerToActFor(
  viewer: Viewer,
  requestedId: string | null | undefined,
  scope: Scope | null,
): string | null {
  if (viewer.kind === "CUSTOMER") {
    return requestedId && requestedId !== viewer.customerId ? null : viewer.customerId;
  }
  return scope && requestedId && hasScope(viewer, scope) ? requestedId : null;
}
