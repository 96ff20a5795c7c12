import "./theme/tokens.css";
import "./theme/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { open } from "./app/open";
import { sitAt } from "./ipc/desk";
import { tauriDesk } from "./ipc/tauriDesk";

const search = new URLSearchParams(window.location.search);
if (import.meta.env.MODE !== "production" && search.has("fake")) {
  const { browserDesk } = await import("./ipc/fake/browserDesk");
  sitAt(browserDesk(search));
} else {
  sitAt(tauriDesk);
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Not awaited: a chunk that waits holds nothing that others share, and all of the first screen would be so many files.
void open().then((start) => {
  createRoot(root).render(
    <StrictMode>
      <App start={start} />
    </StrictMode>,
  );
});
