import { t } from "@lingui/core/macro";

import type { EnforcementProblem } from "../ipc/generated/EnforcementProblem";
import type { EnforcementStanding } from "../ipc/generated/EnforcementStanding";
import type { LocalPlaceProblem } from "../ipc/generated/LocalPlaceProblem";

/** How enforcement stands, in a word or two. */
export function standingWord(state: EnforcementStanding["state"]): string {
  switch (state) {
    case "off":
      return t`Switched off`;
    case "starting":
      return t`Starting…`;
    case "ready":
      return t`Enforcing`;
    case "stopping":
      return t`Stopping…`;
    case "failed":
      return t`Not enforcing`;
  }
}

/** Why tokens are not enforced though it is switched on, and what to do. */
export function enforcementProblemText(
  problem: EnforcementProblem,
  place: string,
): { what: string; next: string; detail: string | null } {
  switch (problem.code) {
    case "taken":
      return {
        what: t`Another program listens on ${place}.`,
        next: t`Stop that program, or choose another address; gateways must then be given the new one.`,
        detail: null,
      };
    case "denied":
      return {
        what: t`You may not listen on ${place}.`,
        next: t`Ports below 1024 are the system's. Choose a higher one.`,
        detail: null,
      };
    case "in_use":
      return {
        what: t`Another verifier already enforces these tokens.`,
        next: t`“tokendesk serve” or another console runs with the same data folder. Leave it to that one, or stop it and try again.`,
        detail: null,
      };
    case "system":
      return {
        what: t`The verifier could not start.`,
        next: t`See what the system says, then try again.`,
        detail: problem.detail,
      };
  }
}

/** What is wrong with the address, and what would be right. */
export function localPlaceProblemText(problem: LocalPlaceProblem): string {
  switch (problem) {
    case "required":
      return t`Fill in this field.`;
    case "not_address_port":
      return t`Write it as an IP address and port, such as 127.0.0.1:9180; a name will not do.`;
    case "not_local":
      return t`Only addresses of this machine alone, such as 127.0.0.1 or [::1]. For other machines run “tokendesk serve”.`;
    case "no_port":
      return t`The port is a number from 1 to 65535.`;
  }
}
