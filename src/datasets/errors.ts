/**
 * A dataset folder that cannot be read. The message names the file, the line where one is known,
 * and what was expected there, so that it can be shown to the person who called the command.
 */
export class DatasetError extends Error {
  override readonly name = "DatasetError";

  /**
   * @param file path inside the folder, as the manifest writes it
   * @param line 1-based, or null where the file as a whole is meant
   * @param expected what should have been there
   * @param cause the error of the system or the library, where there was one
   */
  constructor(
    readonly file: string,
    readonly line: number | null,
    readonly expected: string,
    cause?: unknown,
  ) {
    super(`${file}${line === null ? "" : `, line ${line}`}: expected ${expected}`, { cause });
  }
}
