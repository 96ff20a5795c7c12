import type { Plugin } from "vite";

const announcer = /react-aria\/dist\/.*LiveAnnouncer\.m?js$/;
const forbidden = /\.innerHTML = ''/g;

/**
 * React Aria empties its announcements through `innerHTML`, which the content policy (Trusted Types) forbids:
 * the date field would take the whole window down. `insist` fails the build when there is nothing to replace
 * any more.
 */
export function trustedTypes({ insist }: { insist: boolean }): Plugin {
  let isMended = false;
  return {
    name: "tokendesk:trusted-types",
    transform(code, id) {
      if (!announcer.test(id.split("?")[0] ?? id)) return null;
      const mended = code.replace(forbidden, ".replaceChildren()");
      isMended ||= mended !== code;
      return mended === code ? null : { code: mended, map: null };
    },
    generateBundle() {
      if (insist && !isMended)
        this.error("react-aria's LiveAnnouncer has changed: look whether it still sets innerHTML.");
    },
  };
}
