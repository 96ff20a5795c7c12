import { plural, t } from "@lingui/core/macro";

import { useNow } from "../../session/useNow";
import styles from "./IssuedDialog.module.css";
import type { CopiedKey } from "./useCopiedKey";

/** What became of the copy: it lies in the clipboard, with a countdown, or was cleared. */
export function ClipboardLine({ copied }: { copied: CopiedKey }) {
  const { what, clearsMs } = copied;
  const isCounting = what !== null && clearsMs !== null;
  const now = useNow(isCounting ? 250 : null);
  const secondsLeft = isCounting ? Math.max(0, Math.ceil((clearsMs - now) / 1000)) : null;
  return (
    <p className={styles["clipboard"]}>
      {secondsLeft === null ? null : (
        <span aria-hidden>
          {plural(secondsLeft, {
            one: "Copied. The clipboard is cleared in # s.",
            other: "Copied. The clipboard is cleared in # s.",
          })}
        </span>
      )}
      {/* Read out once, not each second. */}
      <span role="status" className={isCounting ? "visually-hidden" : undefined}>
        {statusText(copied)}
      </span>
    </p>
  );
}

function statusText({ what, clearsMs, wasCopied }: CopiedKey): string {
  if (what === null) return wasCopied ? t`The key is no longer in the clipboard.` : "";
  return clearsMs === null ? t`Copied. The clipboard is not cleared by itself.` : t`Copied.`;
}
