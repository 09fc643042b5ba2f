/* Words and numbers as people read them. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
export const percent = (part: number, whole: number): string => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : "–");
export const spaced = (name: string): string => name.replaceAll("_", " ");
export const score = (value: number): string => String(Math.round(value * 100) / 100);
