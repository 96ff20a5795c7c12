/** Every method. */
export const ANY = "ANY";

const usual = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** The usual methods, and another one that is there already. */
export function methodsWith(other: string, any: boolean): string[] {
  const methods: string[] = any ? [...usual, ANY] : [...usual];
  return methods.includes(other) ? methods : [...methods, other];
}
