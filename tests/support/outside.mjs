// Runs the built learner in a thread of its own. Inside a suite, every use of a global such as Math
// goes through the sandbox, and learning the demo house takes four times as long.
import { parentPort, workerData } from "node:worker_threads";
import { openDataSource } from "../../dist/src/db/data-source.js";
import { seedDemoHouse } from "../../dist/src/demo/seed.js";
import { learnModel } from "../../dist/src/learning/index.js";
import { learnSnapshot } from "../../dist/src/recommendations/learner.service.js";
import { encodeModel } from "../../dist/src/scoring/index.js";

const tasks = {
  /** A model from a log, as its parts. */
  async learn({ log, items, moodCounts, options }) {
    async function* customers() {
      yield* log;
    }
    return encodeModel(await learnModel(customers(), items, moodCounts, options));
  },
  /** The demo house in a migrated database, seeded and learned. */
  async seed({ url, now, masterKeys }) {
    const dataSource = await openDataSource({ url, masterKeys });
    await seedDemoHouse(dataSource, now);
    await learnSnapshot(dataSource, now);
    await dataSource.destroy();
  },
};

parentPort.postMessage(await tasks[workerData.task](workerData.input));
