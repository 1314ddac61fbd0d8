import { refusedAttemptEntity } from "../access/refusal.entity.ts";
import { accessLogEntity } from "../access-log/access-log.entity.ts";
import { catalogueStateEntity, itemEntity } from "../catalogue/catalogue.entity.ts";
import {
  consentErasureEntity,
  consentEventEntity,
  consentSnapshotEntity,
} from "../consents/consent.entity.ts";
import { consentReceiptEntity, signingKeyEntity } from "../consents/receipt.entity.ts";
import { preferenceEntity } from "../corrections/preference.entity.ts";
import { customerEntity, externalIdEntity } from "../customers/customer.entity.ts";
import {
  erasedInteractionEntity,
  erasureEntity,
  heldRowEntity,
  unlearningEntity,
} from "../erasure/erasure.entity.ts";
import { followUpEntity } from "../erasure/follow-up.entity.ts";
import { suppressionEntity } from "../erasure/suppression.entity.ts";
import { emailCorrectionEntity } from "../facts/email.entity.ts";
import { factEvidenceEntity } from "../facts/fact.entity.ts";
import { struckGuessEntity } from "../guesses/guess.entity.ts";
import { interactionEntity, learnerChangeEntity } from "../interactions/interaction.entity.ts";
import { contactBudgetEntity } from "../recommendations/contact.entity.ts";
import {
  modelSnapshotEntity,
  modelSnapshotPartEntity,
  moodCountEntity,
} from "../recommendations/recommendation.entity.ts";
import { shownListEntity } from "../recommendations/shown-list.entity.ts";
import { weightsEntity } from "../recommendations/weights.entity.ts";
import { profileResetEntity } from "../rights/reset.entity.ts";
import { customerKeyEntity, houseKeyEntity, masterKeyEntity } from "../sealing/key.entity.ts";
import { idempotencyRecordEntity } from "./idempotency.entity.ts";

/** Every table, so that a test can compare them with what the migrations make. */
export const entities = [
  customerEntity,
  externalIdEntity,
  factEvidenceEntity,
  emailCorrectionEntity,
  consentSnapshotEntity,
  consentEventEntity,
  consentErasureEntity,
  consentReceiptEntity,
  signingKeyEntity,
  refusedAttemptEntity,
  itemEntity,
  catalogueStateEntity,
  interactionEntity,
  learnerChangeEntity,
  preferenceEntity,
  moodCountEntity,
  idempotencyRecordEntity,
  modelSnapshotEntity,
  modelSnapshotPartEntity,
  shownListEntity,
  weightsEntity,
  contactBudgetEntity,
  struckGuessEntity,
  accessLogEntity,
  masterKeyEntity,
  houseKeyEntity,
  customerKeyEntity,
  profileResetEntity,
  erasureEntity,
  heldRowEntity,
  erasedInteractionEntity,
  suppressionEntity,
  followUpEntity,
  unlearningEntity,
];
