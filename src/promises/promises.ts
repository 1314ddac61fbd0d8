import { withdrawalPromise } from "./p01-withdrawal.ts";
import { withdrawalTimePromise } from "./p02-withdrawal-time.ts";
import { selfAccessPromise } from "./p03-self-access.ts";
import { correctionPromise } from "./p04-correction.ts";
import { erasurePromise } from "./p05-erasure.ts";
import { durabilityPromise } from "./p06-durability.ts";
import { gatePromise } from "./p07-gate.ts";
import { moodPromise } from "./p08-mood.ts";
import { outboundPromise } from "./p09-outbound.ts";
import { explanationPromise } from "./p10-explanation.ts";
import { profileFreePromise } from "./p11-profile-free.ts";
import { receiptPromise } from "./p12-receipt.ts";
import type { TrustPromise } from "./promise.ts";

/** Everything that this house promises about people's data, in the order of the numbers. */
export const PROMISES: readonly TrustPromise[] = [
  withdrawalPromise,
  withdrawalTimePromise,
  selfAccessPromise,
  correctionPromise,
  erasurePromise,
  durabilityPromise,
  gatePromise,
  moodPromise,
  outboundPromise,
  explanationPromise,
  profileFreePromise,
  receiptPromise,
];
