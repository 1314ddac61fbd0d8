// Control characters separate fields inside of Kathi, and PostgreSQL stores no NUL; half a
// surrogate pair would silently become another character on its way there.
const UNSTORABLE = /[\p{Cc}\p{Surrogate}]/u;

/** Why a cell cannot be used as text, or null where it can. The text itself is never repeated. */
export function textProblem(name: string, text: string, lengthMax: number): string | null {
  if (text === "") return `${name} is empty`;
  if (text.length > lengthMax) return `${name} is longer than ${lengthMax} characters`;
  if (UNSTORABLE.test(text)) {
    return `${name} contains a control character or half a surrogate pair`;
  }
  return null;
}
