import type { TrustPromise } from "./promise.ts";

export const receiptPromise: TrustPromise = {
  id: "P-12",
  name: "a receipt is verified offline within 10 ms",
  check: async () => ({ holds: false, figure: "not built yet" }),
};
