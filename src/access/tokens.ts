import { createHmac, hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ANONYMOUS, SCOPES, type Scope, type Viewer } from "./viewer.ts";

const ISSUER = "kathi";
const ALGORITHM = "HS256";

const claimsSchema = z.union([
  z.object({
    sub: z.uuid(),
    client: z.undefined().optional(),
    exp: z.number(),
    auth_time: z.number().optional(),
  }),
  z.object({
    client: z.string().min(1).max(LIMITS.shortTextLengthMax),
    scope: z.string(),
    exp: z.number(),
  }),
]);

/** A token that is missing parts, expired or not signed by this house. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

/** Issues and checks access tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256. */
export class Tokens {
  private readonly secret: Uint8Array;
  /** Verified tokens until they expire: checking a signature costs more than scoring an item. */
  private readonly verified = new Map<string, { viewer: Viewer; expiresAtMs: number }>();

  /**
   * @param secret at least 32 characters
   * @param now milliseconds since 1970
   */
  constructor(
    secret: string,
    private readonly now: () => number = Date.now,
  ) {
    this.secret = new TextEncoder().encode(secret);
  }

  /**
   * A token with which a customer reads and changes what is theirs. Its claim `auth_time` (OpenID
   * Connect Core 1.0, section 2) says that they have just proved who they are.
   */
  issueForCustomer(customerId: string, lifetimeSeconds: number): Promise<string> {
    const claims = { auth_time: Math.floor(this.now() / 1000) };
    return this.sign(new SignJWT(claims).setSubject(customerId), lifetimeSeconds);
  }

  /** A token with which another system acts by scope. */
  issueForClient(name: string, scopes: readonly Scope[], lifetimeSeconds: number) {
    return this.sign(new SignJWT({ client: name, scope: scopes.join(" ") }), lifetimeSeconds);
  }

  /**
   * A key for something else than tokens, of the same secret: HKDF with SHA-256 (RFC 5869). Keys
   * for different uses tell nothing about each other or about the secret.
   *
   * @param use names the use, and its version
   * @returns 32 bytes
   */
  deriveKey(use: string): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", this.secret, "", use, 32));
  }

  /**
   * The seal of this house under a text: HMAC-SHA-256 in hexadecimal digits, with a key of its own
   * that is derived from the secret, so that no seal is ever a signature of a token.
   */
  seal(text: string): string {
    return createHmac("sha256", this.deriveKey("document seal 1"))
      .update(text, "utf8")
      .digest("hex");
  }

  /**
   * The viewer behind an `Authorization` header; without one, the anonymous viewer.
   *
   * @throws InvalidTokenError for anything but a valid bearer token
   */
  async authenticate(header: string | undefined): Promise<Viewer> {
    if (header === undefined) return ANONYMOUS;
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1];
    if (!token) throw new InvalidTokenError("Expected an Authorization header: Bearer TOKEN.");
    const known = this.verified.get(token);
    if (known && known.expiresAtMs > this.now()) return known.viewer;
    return this.verify(token);
  }

  private sign(token: SignJWT, lifetimeSeconds: number): Promise<string> {
    return token
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds} seconds`)
      .sign(this.secret);
  }

  private async verify(token: string): Promise<Viewer> {
    const currentDate = new Date(this.now());
    const options = { issuer: ISSUER, audience: ISSUER, algorithms: [ALGORITHM], currentDate };
    const payload = await jwtVerify(token, this.secret, options).then(
      (verified) => verified.payload,
      () => undefined,
    );
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) {
      throw new InvalidTokenError("The token is invalid or has expired. Ask for a new one.");
    }
    const viewer = viewerOf(claims.data);
    // Dropping all at once is simple and keeps the memory bounded; a refill costs one check each.
    if (this.verified.size >= LIMITS.verifiedTokensMax) this.verified.clear();
    this.verified.set(token, { viewer, expiresAtMs: claims.data.exp * 1000 });
    return viewer;
  }
}

function viewerOf(claims: z.infer<typeof claimsSchema>): Viewer {
  if (claims.client === undefined) {
    const authenticatedAt = claims.auth_time === undefined ? null : claims.auth_time * 1000;
    return { kind: "CUSTOMER", customerId: claims.sub, authenticatedAt };
  }
  const granted = claims.scope.split(" ");
  const scopes = new Set(SCOPES.filter((scope) => granted.includes(scope)));
  return { kind: "CLIENT", name: claims.client, scopes };
}
