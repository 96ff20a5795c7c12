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
import type { ReactNode } from "react";
import { TooltipTrigger, Button } from "react-aria-components";

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
    <TooltipTrigger delay={500}>
      <Button
        className={styles["entry"] ?? ""}
        aria-current={page === name ? "page" : undefined}
        onPress={() => {
          onPage(name);
        }}
      >
        <Icon {...icon} />
        <span className={styles["label"]}>{label}</span>
        {badge}
      </Button>
      <Tooltip>{label}</Tooltip>
    </TooltipTrigger>
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
      <TooltipTrigger delay={500}>
        <Button className={styles["entry"] ?? ""} onPress={onHelp}>
          <CircleHelp {...icon} />
          <span className={styles["label"]}>{t`Shortcuts`}</span>
        </Button>
        <Tooltip>
          {t`Shortcuts`}
          <Kbd keys="?" />
        </Tooltip>
      </TooltipTrigger>
    </nav>
  );
}
