import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";

import { speak } from "../i18n";
import { command } from "../ipc/command";
import { sitAt } from "../ipc/desk";
import { FakeDesk, type FakeDeskOptions } from "../ipc/fake/fakeDesk";
import { newQueries } from "../session/newQueries";
import { SessionProvider } from "../session/SessionProvider";

/** Renders inside the whole session, on a fake desk. */
export async function renderWithDesk(ui: ReactNode, options: FakeDeskOptions | FakeDesk = {}) {
  const desk = options instanceof FakeDesk ? options : new FakeDesk(options);
  sitAt(desk);
  const boot = await command("boot");
  speak(boot.settings.language);
  const view = render(
    <SessionProvider boot={boot} queries={newQueries()}>
      {() => ui}
    </SessionProvider>,
  );
  return { desk, user: userEvent.setup(), ...view };
}
