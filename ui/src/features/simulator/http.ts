/** The methods that are offered; the first is chosen at first. */
export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

const reasons: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** A status as the standard calls it, in every language: `403 Forbidden`. */
export function statusLine(status: number): string {
  return `${String(status)} ${reasons[status] ?? ""}`.trimEnd();
}
