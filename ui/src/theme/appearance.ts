import type { Density } from "../ipc/generated/Density";
import type { Theme } from "../ipc/generated/Theme";

const dark = "(prefers-color-scheme: dark)";

/** Paint in this theme and density; `system` follows the system until the returned function is called. */
export function wear(theme: Theme, density: Density): () => void {
  const root = document.documentElement;
  root.dataset["density"] = density;
  if (theme !== "system") {
    root.dataset["theme"] = theme;
    return () => undefined;
  }
  const query = window.matchMedia(dark);
  const follow = () => {
    root.dataset["theme"] = query.matches ? "dark" : "light";
  };
  follow();
  query.addEventListener("change", follow);
  return () => {
    query.removeEventListener("change", follow);
  };
}
