/** Every method. */
export const ANY = "ANY";

const usual = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** What a new route or request starts with. */
export const FIRST_METHOD: string = usual[0];

/** The usual methods, and another one that is there already. */
export function methodsWith(other: string, any: boolean): string[] {
  const methods: string[] = any ? [...usual, ANY] : [...usual];
  return methods.includes(other) ? methods : [...methods, other];
}
