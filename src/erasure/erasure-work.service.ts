import type { DataSource } from "typeorm";
import type { Logger } from "../log.ts";
import { oldestUnscrubbed } from "./erasure.repository.ts";
import type { ErasureService } from "./erasure.service.ts";
import type { ErasureLog } from "./erasure-log.service.ts";
import type { FollowUpService } from "./follow-up.service.ts";
import { scrub } from "./scrub.service.ts";

/** Erased bytes leave the files once a day at the most, and within a day. */
const SCRUB_AFTER_MS = 20 * 3_600_000;
/** A try that could not reach every table is not repeated at once. */
const SCRUB_PAUSE_MS = 3_600_000;
/** Larger tables would be locked for more than some seconds; an operator chooses the hour. */
const SCRUB_SIZE_MAX = 256 * 1024 ** 2;

/**
 * What the worker does for erasing at each of its turns. Nothing is lost when it fails or is killed
 * between two steps: each finds again what the one before it has left.
 */
export class ErasureWork {
  private scrubPausedUntil = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly parts: {
      readonly erasures: ErasureService;
      readonly followUps: FollowUpService;
      readonly log: ErasureLog;
    },
    private readonly ledgerFile: string,
    private readonly now: () => number,
  ) {}

  /** Cost: 3 statements where nothing is due. */
  async run(logger: Logger): Promise<void> {
    const { erasures, followUps, log } = this.parts;
    const met = await followUps.meetDue();
    let finished = 0;
    while (await erasures.finishNext()) finished++;
    const logged = await log.append(this.ledgerFile);
    if (met + finished + logged > 0) logger.info({ met, finished, logged }, "erased what was due");
    await this.scrubWhenDue(logger);
  }

  private async scrubWhenDue(logger: Logger): Promise<void> {
    if (this.now() < this.scrubPausedUntil) return;
    const oldest = await oldestUnscrubbed(this.dataSource.manager);
    if (!oldest || oldest.getTime() > this.now() - SCRUB_AFTER_MS) return;
    this.scrubPausedUntil = this.now() + SCRUB_PAUSE_MS;
    const { skipped, erasures } = await scrub(this.dataSource, SCRUB_SIZE_MAX);
    if (skipped.length === 0) logger.info({ erasures }, "rewrote the files that held erased rows");
    else logger.warn({ skipped }, "large or busy tables keep erased bytes: run erasure scrub");
  }
}
