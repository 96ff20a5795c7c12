import type { Density } from "../ipc/generated/Density";
import type { Theme } from "../ipc/generated/Theme";

const dark = "(prefers-color-scheme: dark)";

/** Paint in this theme, as the system has it at this moment, and density. */
export function dress(theme: Theme, density: Density): void {
  const root = document.documentElement;
  root.dataset["density"] = density;
  root.dataset["theme"] = theme === "system" ? (window.matchMedia(dark).matches ? "dark" : "light") : theme;
}

/** Paint in this theme and density; `system` follows the system until the returned function is called. */
export function wear(theme: Theme, density: Density): () => void {
  dress(theme, density);
  if (theme !== "system") return () => undefined;
  const query = window.matchMedia(dark);
  const follow = () => {
    dress(theme, density);
  };
  query.addEventListener("change", follow);
  return () => {
    query.removeEventListener("change", follow);
  };
}
