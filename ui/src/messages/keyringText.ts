import { t } from "@lingui/core/macro";

import type { KeyringProblem } from "../ipc/generated/KeyringProblem";

/** What is the matter with the system's keyring. */
export function keyringText(problem: KeyringProblem): string {
  switch (problem) {
    case "absent":
      return t`This machine has no keyring service.`;
    case "locked":
      return t`The system's keyring is locked. Unlock it, then try again.`;
    case "empty":
      return t`The keyring has no entry for this data file.`;
    case "wrong_entry":
      return t`The keyring's entry belongs to another data file.`;
    case "slow":
      return t`The keyring did not answer in time.`;
    case "failed":
      return t`The keyring failed; the log has the details.`;
  }
}
