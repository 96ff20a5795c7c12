import { plural, t } from "@lingui/core/macro";
import {
  CircleHelp,
  HeartPulse,
  KeyRound,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  Waypoints,
} from "lucide-react";
import { type ReactNode, useRef } from "react";

import { useFormat } from "../format/useFormat";
import { usePosture } from "../session/usePosture";
import { Kbd } from "../components/Kbd";
import { Tooltip } from "../components/Tooltip";
import styles from "./Sidebar.module.css";

export type PageName = "tokens" | "posture" | "verifier" | "routes" | "gateways" | "audit" | "settings";

export interface SidebarProps {
  page: PageName;
  onPage: (page: PageName) => void;
  onHelp: () => void;
}

const BRAND = "Tokendesk";
const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

export function Sidebar({ page, onPage, onHelp }: SidebarProps) {
  const format = useFormat();
  const needLook = usePosture().data?.tokens ?? 0;
  const entry = (name: PageName, label: string, Icon: typeof KeyRound, badge?: ReactNode) => (
    <Entry
      icon={<Icon {...icon} />}
      label={label}
      badge={badge}
      isCurrent={page === name}
      onPress={() => {
        onPage(name);
      }}
    />
  );
  const count = format.count(needLook);
  const look = needLook > 0 && (
    <span className={styles["badge"]}>
      <span aria-hidden>{format.shortCount(needLook)}</span>
      <span className="visually-hidden">
        {plural(needLook, { one: `${count} token needs a look`, other: `${count} tokens need a look` })}
      </span>
    </span>
  );
  return (
    <nav className={styles["sidebar"]} aria-label={t`Pages`}>
      <p className={styles["brand"]}>
        <span className={styles["mark"]} aria-hidden>
          <KeyRound size={14} strokeWidth={2} />
        </span>
        <span className={styles["label"]}>{BRAND}</span>
      </p>
      {entry("tokens", t`Tokens`, KeyRound)}
      {entry("posture", t`Posture`, HeartPulse, look)}
      {entry("verifier", t`Verifier`, ShieldCheck)}
      {entry("routes", t`Routes`, Route)}
      {entry("gateways", t`Gateways`, Waypoints)}
      {entry("audit", t`Audit`, ScrollText)}
      <span className={styles["spring"]} />
      {entry("settings", t`Settings`, Settings)}
      <Entry
        icon={<CircleHelp {...icon} />}
        label={t`Shortcuts`}
        shortcut={<Kbd keys="?" />}
        onPress={onHelp}
      />
    </nav>
  );
}

interface EntryProps {
  icon: ReactNode;
  label: string;
  badge?: ReactNode;
  shortcut?: ReactNode;
  isCurrent?: boolean;
  onPress: () => void;
}

function Entry({ icon, label, badge, shortcut, isCurrent = false, onPress }: EntryProps) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles["entry"]}
        aria-current={isCurrent ? "page" : undefined}
        onClick={onPress}
      >
        {icon}
        <span className={styles["label"]}>{label}</span>
        {badge}
      </button>
      <Tooltip anchor={button}>
        {label}
        {shortcut}
      </Tooltip>
    </>
  );
}
