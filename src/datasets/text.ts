/**
 * Why a cell cannot be used as text, or null where it can. NUL is refused because PostgreSQL
 * stores no text with it.
 */
export function textProblem(name: string, text: string, lengthMax: number): string | null {
  if (text === "") return `${name} is empty`;
  if (text.includes("\0")) return `${name} contains a NUL character`;
  if (text.length > lengthMax) return `${name} is longer than ${lengthMax} characters`;
  return null;
}
