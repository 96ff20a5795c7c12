import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import {
  ClipboardX,
  FileInput,
  FileOutput,
  HeartPulse,
  Keyboard,
  KeyRound,
  Lock,
  LockOpen,
  Plus,
  Route,
  ScrollText,
  Search,
  Settings,
  ShieldCheck,
  Waypoints,
} from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";

import { Kbd } from "../components/Kbd";
import { StatusBadge } from "../components/StatusBadge";
import { command } from "../ipc/command";
import type { ListQuery } from "../ipc/generated/ListQuery";
import { useClipboard } from "../session/ClipboardContext";
import { queryKeys } from "../session/queryKeys";
import { useVault } from "../session/VaultContext";
import type { PageName } from "./Sidebar";
import listStyles from "../components/list.module.css";
import styles from "./Palette.module.css";

export interface PaletteProps {
  onClose: () => void;
  onIssue: () => void;
  onImport: () => void;
  onExport: () => void;
  onPage: (page: PageName) => void;
  onOpenToken: (id: number) => void;
  onHelp: () => void;
}

interface Entry {
  id: string;
  label: string;
  icon: ReactNode;
  keys?: string;
  run: () => void;
}

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
const FOUND = 8;

/** Ctrl+K: type a few letters of a command or of a token. */
export function Palette(props: PaletteProps) {
  const [text, setText] = useState("");
  const { contains } = useFilter({ sensitivity: "base" });
  const vault = useVault();
  const clipboard = useClipboard();

  const search = useDeferredValue(text.trim());
  const query: ListQuery = { chip: "all", search, sort: "name", descending: false };
  const found = useQuery({
    queryKey: [...queryKeys.data, "palette", query],
    queryFn: () => command("list_tokens", { query, start: 0, count: FOUND }),
    enabled: search !== "",
  });

  const commands: Entry[] = [
    { id: "issue", label: t`Issue token`, icon: <Plus {...icon} />, keys: "Ctrl+N", run: props.onIssue },
    { id: "import", label: t`Import tokens…`, icon: <FileInput {...icon} />, run: props.onImport },
    { id: "export", label: t`Export tokens…`, icon: <FileOutput {...icon} />, run: props.onExport },
    {
      id: "tokens",
      label: t`Tokens`,
      icon: <KeyRound {...icon} />,
      run: () => {
        props.onPage("tokens");
      },
    },
    {
      id: "posture",
      label: t`Posture`,
      icon: <HeartPulse {...icon} />,
      run: () => {
        props.onPage("posture");
      },
    },
    {
      id: "verifier",
      label: t`Verifier`,
      icon: <ShieldCheck {...icon} />,
      run: () => {
        props.onPage("verifier");
      },
    },
    {
      id: "routes",
      label: t`Routes`,
      icon: <Route {...icon} />,
      run: () => {
        props.onPage("routes");
      },
    },
    {
      id: "gateways",
      label: t`Gateways`,
      icon: <Waypoints {...icon} />,
      run: () => {
        props.onPage("gateways");
      },
    },
    {
      id: "audit",
      label: t`Audit`,
      icon: <ScrollText {...icon} />,
      run: () => {
        props.onPage("audit");
      },
    },
    {
      id: "settings",
      label: t`Settings`,
      icon: <Settings {...icon} />,
      run: () => {
        props.onPage("settings");
      },
    },
    { id: "help", label: t`Shortcuts`, icon: <Keyboard {...icon} />, keys: "?", run: props.onHelp },
  ];
  if (vault.status.state === "unlocked")
    commands.push({
      id: "lock",
      label: t`Lock the vault`,
      icon: <Lock {...icon} />,
      keys: "Ctrl+L",
      run: () => void vault.lock().catch(() => undefined),
    });
  if (vault.status.state === "locked")
    commands.push({
      id: "unlock",
      label: t`Unlock the vault`,
      icon: <LockOpen {...icon} />,
      run: () => void vault.open(),
    });
  if (clipboard.state === "holds")
    commands.push({
      id: "clear",
      label: t`Clear the clipboard`,
      icon: <ClipboardX {...icon} />,
      run: () => void command("clear_clipboard").catch(() => undefined),
    });

  const fitting = commands.filter((entry) => contains(entry.label, search));
  const tokens = search === "" ? [] : (found.data?.rows ?? []);
  const run = (key: string) => {
    props.onClose();
    const token = tokens.find((row) => key === `token-${row.id}`);
    if (token) props.onOpenToken(token.id);
    else commands.find((entry) => entry.id === key)?.run();
  };

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      className={styles["overlay"] ?? ""}
    >
      <Modal className={styles["modal"] ?? ""}>
        <Dialog aria-label={t`Find a command or a token`} className={styles["dialog"] ?? ""}>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField
              aria-label={t`Find a command or a token`}
              autoFocus
              className={styles["search"] ?? ""}
            >
              <Search {...icon} />
              <Input className={styles["input"] ?? ""} placeholder={t`Find a command or a token`} />
            </SearchField>
            <Menu
              aria-label={t`Found`}
              className={styles["list"] ?? ""}
              onAction={(key) => {
                run(String(key));
              }}
              renderEmptyState={() => <p className={styles["none"]}>{t`Nothing found`}</p>}
            >
              {fitting.length > 0 && (
                <MenuSection id="commands">
                  <Header className={styles["heading"] ?? ""}>{t`Commands`}</Header>
                  <Collection items={fitting} dependencies={[fitting]}>
                    {(entry) => (
                      <MenuItem id={entry.id} textValue={entry.label} className={listStyles["item"] ?? ""}>
                        <span className={listStyles["mark"]}>{entry.icon}</span>
                        <span className={listStyles["grow"]}>{entry.label}</span>
                        {entry.keys && (
                          <span className={listStyles["trail"]}>
                            <Kbd keys={entry.keys} />
                          </span>
                        )}
                      </MenuItem>
                    )}
                  </Collection>
                </MenuSection>
              )}
              {tokens.length > 0 && (
                <MenuSection id="tokens-found">
                  <Header className={styles["heading"] ?? ""}>{t`Tokens`}</Header>
                  <Collection items={tokens}>
                    {(row) => (
                      <MenuItem
                        id={`token-${row.id}`}
                        textValue={row.name}
                        className={listStyles["item"] ?? ""}
                      >
                        <span className={listStyles["mark"]}>
                          <KeyRound {...icon} />
                        </span>
                        <span className={`${listStyles["grow"]} ${styles["name"]}`}>{row.name}</span>
                        <span className={listStyles["trail"]}>
                          <StatusBadge status={row.status} />
                        </span>
                      </MenuItem>
                    )}
                  </Collection>
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
