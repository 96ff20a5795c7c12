import { t } from "@lingui/core/macro";
import { startTransition, Suspense, useCallback, useEffect, useState } from "react";

import { lazily } from "../components/lazily";
import { useToasts } from "../components/ToastContext";
import { TokensPage } from "../features/tokens/TokensPage";
import { onEvent } from "../ipc/event";
import type { Boot } from "../ipc/generated/Boot";
import type { TokenDetails } from "../ipc/generated/TokenDetails";
import type { UnsavedKeys } from "../ipc/generated/UnsavedKeys";
import { useScopes } from "../session/useScopes";
import { useUnsavedKeys } from "../session/useUnsavedKeys";
import { type PageName, Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";
import { useShortcuts } from "./useShortcuts";
import styles from "./Shell.module.css";

const VerifierPage = lazily(() => import("../features/verifier/VerifierPage"), "VerifierPage");
const PosturePage = lazily(() => import("../features/posture/PosturePage"), "PosturePage");
const RoutesPage = lazily(() => import("../features/routes/RoutesPage"), "RoutesPage");
const GatewaysPage = lazily(() => import("../features/gateways/GatewaysPage"), "GatewaysPage");
const AuditPage = lazily(() => import("../features/audit/AuditPage"), "AuditPage");
const SettingsPage = lazily(() => import("../features/settings/SettingsPage"), "SettingsPage");
const IssueFlow = lazily(() => import("../features/issue/IssueFlow"), "IssueFlow");
const ImportDialog = lazily(() => import("../features/import/ImportDialog"), "ImportDialog");
const UnsavedKeysDialog = lazily(() => import("../features/import/UnsavedKeysDialog"), "UnsavedKeysDialog");
const IssuedDialog = lazily(() => import("../features/issued/IssuedDialog"), "IssuedDialog");
const EditFlow = lazily(() => import("../features/edit/EditFlow"), "EditFlow");
const RotateDialog = lazily(() => import("../features/rotate/RotateDialog"), "RotateDialog");
const SimulatorDialog = lazily(() => import("../features/simulator/SimulatorDialog"), "SimulatorDialog");
const Palette = lazily(() => import("./Palette"), "Palette");
const HelpSheet = lazily(() => import("./HelpSheet"), "HelpSheet");

/** What lies over the page. */
type Over =
  | { kind: "issue" }
  | { kind: "import"; file: File | null }
  | { kind: "export" }
  | { kind: "unsaved"; unsaved: UnsavedKeys }
  | { kind: "issued"; token: TokenDetails }
  | { kind: "edit"; id: number; allow?: string[] }
  | { kind: "rotate"; id: number }
  | { kind: "simulate"; id: number }
  | { kind: "palette" }
  | { kind: "help" };

/** The window: sidebar, a page, the status bar, and one thing at a time over them. */
export function Shell({ boot }: { boot: Boot }) {
  const [page, setPage] = useState<PageName>("tokens");
  const [over, setOver] = useState<Over | null>(() => openBefore(boot));
  const [openId, setOpenId] = useState<number | null>(null);
  const [auditedId, setAuditedId] = useState<number | null>(null);

  const unsavedKeys = useUnsavedKeys(boot.unsavedKeys);
  useRecoveryNotice(boot);
  // Kept at hand, so that the Issue form opens at its full height.
  useScopes();

  const close = useCallback(() => {
    setOver(null);
  }, []);
  const issue = useCallback(() => {
    setOver({ kind: "issue" });
  }, []);
  const bringIn = useCallback((file: File | null) => {
    setOver({ kind: "import", file });
  }, []);
  const takeOut = useCallback((isExporting: boolean) => {
    setOver(isExporting ? { kind: "export" } : null);
  }, []);
  const edit = useCallback((id: number) => {
    setOver({ kind: "edit", id });
  }, []);
  const pin = useCallback((id: number, allow: string[]) => {
    setOver({ kind: "edit", id, allow });
  }, []);
  const rotate = useCallback((id: number) => {
    setOver({ kind: "rotate", id });
  }, []);
  const simulate = useCallback((id: number) => {
    setOver({ kind: "simulate", id });
  }, []);
  // The page before stays until the code of the next one is there.
  const turnTo = useCallback((next: PageName) => {
    startTransition(() => {
      setPage(next);
      setAuditedId(null);
    });
  }, []);
  const audit = useCallback((id: number) => {
    startTransition(() => {
      setPage("audit");
      setAuditedId(id);
    });
  }, []);
  const openToken = useCallback(
    (id: number) => {
      turnTo("tokens");
      setOpenId(id);
    },
    [turnTo],
  );

  useEffect(
    () =>
      onEvent("open-posture", () => {
        turnTo("posture");
      }),
    [turnTo],
  );

  useShortcuts({
    onIssue: issue,
    onPalette: () => {
      setOver({ kind: "palette" });
    },
    onHelp: () => {
      setOver({ kind: "help" });
    },
  });

  return (
    <div className={styles["shell"]}>
      <Sidebar
        page={page}
        onPage={turnTo}
        onHelp={() => {
          setOver({ kind: "help" });
        }}
      />
      <main className={styles["page"]}>
        {page === "tokens" && (
          <TokensPage
            openId={openId}
            onOpen={setOpenId}
            onIssue={issue}
            onImport={bringIn}
            isExporting={over?.kind === "export"}
            onExporting={takeOut}
            onEdit={edit}
            onRotate={rotate}
            onSimulate={simulate}
            onPin={pin}
            onAudit={audit}
          />
        )}
        <Suspense fallback={null}>
          {page === "verifier" && (
            <VerifierPage
              onOpenToken={openToken}
              onGateways={() => {
                turnTo("gateways");
              }}
            />
          )}
          {page === "posture" && <PosturePage onOpenToken={openToken} />}
          {page === "routes" && <RoutesPage />}
          {page === "gateways" && <GatewaysPage />}
          {page === "audit" && <AuditPage key={auditedId} token={auditedId} onOpenToken={openToken} />}
          {page === "settings" && (
            <SettingsPage version={boot.version} dataPath={boot.dataPath} onOpenToken={openToken} />
          )}
        </Suspense>
      </main>
      <StatusBar
        unsavedKeys={unsavedKeys.keys}
        onUnsavedKeys={() => {
          setOver({ kind: "unsaved", unsaved: unsavedKeys });
        }}
        onVerifier={() => {
          turnTo("verifier");
        }}
      />
      <Suspense fallback={null}>
        {over?.kind === "issue" && (
          <IssueFlow
            onClose={close}
            onIssued={(token) => {
              setOver({ kind: "issued", token });
            }}
          />
        )}
        {over?.kind === "import" && <ImportDialog dropped={over.file} onClose={close} />}
        {over?.kind === "unsaved" && <UnsavedKeysDialog unsaved={over.unsaved} onClose={close} />}
        {over?.kind === "issued" && <IssuedDialog token={over.token} onClose={close} />}
        {over?.kind === "edit" && <EditFlow id={over.id} allow={over.allow} onClose={close} />}
        {over?.kind === "rotate" && (
          <RotateDialog
            id={over.id}
            onClose={close}
            onRotated={(token) => {
              setOver({ kind: "issued", token });
            }}
          />
        )}
        {over?.kind === "simulate" && <SimulatorDialog id={over.id} onClose={close} />}
        {over?.kind === "palette" && (
          <Palette
            onClose={close}
            onIssue={issue}
            onImport={() => {
              bringIn(null);
            }}
            onExport={() => {
              turnTo("tokens");
              takeOut(true);
            }}
            onPage={turnTo}
            onOpenToken={openToken}
            onHelp={() => {
              setOver({ kind: "help" });
            }}
          />
        )}
        {over?.kind === "help" && <HelpSheet onClose={close} />}
      </Suspense>
    </div>
  );
}

/** What lay over the page when it crashed. */
function openBefore({ recovery, unsavedKeys }: Boot): Over | null {
  if (recovery?.issued) return { kind: "issued", token: recovery.issued };
  if (unsavedKeys.keys > 0) return { kind: "unsaved", unsaved: unsavedKeys };
  return recovery?.draft ? { kind: "issue" } : null;
}

/** Says that the page crashed, and that nothing is lost. */
function useRecoveryNotice({ recovery, unsavedKeys }: Boot) {
  const toasts = useToasts();
  useEffect(() => {
    if (recovery === null) return;
    return toasts.show({
      tone: "info",
      title: t`The window's page crashed and was loaded again.`,
      detail:
        recovery.issued !== null
          ? t`No data was touched. The key that you had just issued is still here.`
          : unsavedKeys.keys > 0
            ? t`No data was touched. The keys of the import are still here.`
            : recovery.draft
              ? t`No data was touched. What you had typed is back in the form.`
              : t`No data was touched.`,
      lastsMs: 30_000,
    });
  }, [recovery, unsavedKeys, toasts]);
}
