import { type ReactNode, Suspense, useCallback, useState } from "react";

import { lazily } from "../components/lazily";
import { ReplacementContext } from "../session/ReplacementContext";

const ReplacementDialog = lazily(
  () => import("../features/replacement/ReplacementDialog"),
  "ReplacementDialog",
);

/** Whatever says inside of it that the data file is damaged can offer a backup in its place. */
export function ReplacementProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => {
    setOpen(true);
  }, []);
  return (
    <>
      <ReplacementContext value={open}>{children}</ReplacementContext>
      <Suspense fallback={null}>
        {isOpen && (
          <ReplacementDialog
            onReplaced={() => {
              window.location.reload();
            }}
            onClose={() => {
              setOpen(false);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
