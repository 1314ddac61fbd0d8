import type { TrustPromise } from "./promise.ts";

export const outboundPromise: TrustPromise = {
  id: "P-9",
  name: "x",
  check: async () => ({ holds: false, figure: "not built yet" }),
};
