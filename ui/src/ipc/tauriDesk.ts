import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Desk } from "./desk";

/** The real desk: commands and events of the Rust side. */
export const tauriDesk: Desk = {
  invoke: (name, request) => invoke(name, { request }),

  listen(name, handler) {
    const stop = listen(name, (event) => {
      handler(event.payload);
    });
    return () => {
      void stop.then((unlisten) => {
        unlisten();
      });
    };
  },
};
