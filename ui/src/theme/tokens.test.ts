import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

/** The colours of a theme, by token. */
function colours(theme: "light" | "dark"): Record<string, string> {
  const block = new RegExp(`data-theme="${theme}"\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(
      ([, name = "", hex = ""]) => [name, hex] as const,
    ),
  );
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

const surfaces = [
  "surface",
  "surface-sunken",
  "surface-raised",
  "surface-hover",
  "surface-selected",
  "neutral-soft",
];
const texts: [string, string[]][] = [
  ["text", surfaces],
  ["text-muted", surfaces],
  ["accent", ["surface", "surface-raised", "surface-hover", "accent-soft"]],
  ["danger", [...surfaces.slice(0, 5), "danger-soft"]],
  ["warning", [...surfaces.slice(0, 5), "warning-soft"]],
  ["success", ["surface", "surface-raised", "success-soft"]],
  ["text", ["accent-soft", "danger-soft", "warning-soft", "success-soft"]],
  ["text-muted", ["accent-soft", "danger-soft", "warning-soft"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-danger", ["danger", "danger-hover"]],
];

for (const theme of ["light", "dark"] as const) {
  const colour = colours(theme);
  const ratio = (front: string, back: string) => contrast(colour[front] ?? "", colour[back] ?? "");

  test(`every text of the ${theme} theme can be read: 4.5 to 1`, () => {
    const weak = texts.flatMap(([front, backs]) =>
      backs
        .filter((back) => !(ratio(front, back) >= 4.5))
        .map((back) => `${front} on ${back}: ${ratio(front, back)}`),
    );
    expect(weak).toEqual([]);
  });

  test(`the borders of controls in the ${theme} theme can be seen: 3 to 1`, () => {
    const weak = ["surface", "surface-raised"].filter((back) => !(ratio("border-control", back) >= 3));
    expect(weak).toEqual([]);
  });
}
