import { catalogueStateEntity, itemEntity } from "../catalogue/catalogue.entity.ts";
import { consentEventEntity, consentSnapshotEntity } from "../consents/consent.entity.ts";
import { preferenceEntity } from "../corrections/preference.entity.ts";
import { customerEntity, externalIdEntity } from "../customers/customer.entity.ts";
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
import { idempotencyRecordEntity } from "./idempotency.entity.ts";

/** Every table, so that a test can compare them with what the migrations make. */
export const entities = [
  customerEntity,
  externalIdEntity,
  factEvidenceEntity,
  consentSnapshotEntity,
  consentEventEntity,
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
];
