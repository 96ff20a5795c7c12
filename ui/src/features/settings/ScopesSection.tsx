import { plural, t } from "@lingui/core/macro";
import { Archive, ArchiveRestore, Pencil, Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { FaultBanner } from "../../components/FaultBanner";
import { IconButton } from "../../components/IconButton";
import { Spinner } from "../../components/Spinner";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Scope } from "../../ipc/generated/Scope";
import { faultText } from "../../messages/faultText";
import { useScopes } from "../../session/useScopes";
import { RetireDialog } from "./RetireDialog";
import { ScopeDialog } from "./ScopeDialog";
import { Section } from "./Section";
import styles from "./ScopesSection.module.css";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

type Asked = { kind: "add" } | { kind: "edit"; scope: Scope } | { kind: "retire"; scope: Scope };

/** The catalogue that tokens choose their range from. */
export function ScopesSection({ onOpenToken }: { onOpenToken: (id: number) => void }) {
  const scopes = useScopes();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  const groups = byGroup(scopes.data ?? []);
  return (
    <Section
      title={t`Scopes`}
      description={t`What a token may be allowed to do. Gateways know a scope by its name, so the name never changes.`}
      action={
        <Button
          size="small"
          icon={<Plus {...icon} />}
          onPress={() => {
            setAsked({ kind: "add" });
          }}
        >
          {t`Add scope`}
        </Button>
      }
    >
      {scopes.isPending && (
        <p className={styles["wait"]}>
          <Spinner />
        </p>
      )}
      {scopes.error && <FaultBanner fault={asFault(scopes.error)} />}
      {scopes.data?.length === 0 && (
        <p className={styles["wait"]}>{t`No scopes yet. Add one: tokens can only be issued with a scope.`}</p>
      )}
      {[...groups].map(([group, members]) => (
        <div key={group} className={styles["group"]}>
          <h3 className={styles["heading"]}>{group === "" ? t`Without a group` : group}</h3>
          <ul>
            {members.map((scope) => (
              <ScopeLine
                key={scope.name}
                scope={scope}
                onEdit={() => {
                  setAsked({ kind: "edit", scope });
                }}
                onRetire={() => {
                  setAsked({ kind: "retire", scope });
                }}
              />
            ))}
          </ul>
        </div>
      ))}
      {asked?.kind === "add" && <ScopeDialog scope={null} groups={[...groups.keys()]} onClose={close} />}
      {asked?.kind === "edit" && (
        <ScopeDialog scope={asked.scope} groups={[...groups.keys()]} onClose={close} />
      )}
      {asked?.kind === "retire" && (
        <RetireDialog scope={asked.scope} onClose={close} onOpenToken={onOpenToken} />
      )}
    </Section>
  );
}

function byGroup(scopes: Scope[]): Map<string, Scope[]> {
  const groups = new Map<string, Scope[]>();
  for (const scope of scopes) groups.set(scope.group, [...(groups.get(scope.group) ?? []), scope]);
  return groups;
}

function ScopeLine({ scope, onEdit, onRetire }: { scope: Scope; onEdit: () => void; onRetire: () => void }) {
  const format = useFormat();
  const toasts = useToasts();
  const { name, holders } = scope;
  const held = format.count(holders);
  const reinstate = () => {
    command("reinstate_scope", { name }).then(
      () => {
        toasts.show({ tone: "success", title: t`“${name}” is offered again` });
      },
      (thrown: unknown) => {
        const { what, next } = faultText(asFault(thrown));
        toasts.show({ tone: "danger", title: what, detail: next });
      },
    );
  };
  return (
    <li className={styles["scope"]} data-retired={scope.retired || undefined}>
      <div className={styles["what"]}>
        <p className={styles["name"]}>
          <code>{name}</code>
          {scope.retired && <Chip tone="warning">{t`Retired`}</Chip>}
        </p>
        {scope.description !== "" && <p className={styles["description"]}>{scope.description}</p>}
      </div>
      <span className={styles["holders"]}>
        {plural(holders, { 0: "Not held", one: `${held} token`, other: `${held} tokens` })}
      </span>
      <IconButton size="small" label={t`Edit “${name}”`} icon={<Pencil {...icon} />} onPress={onEdit} />
      {scope.retired ? (
        <IconButton
          size="small"
          label={t`Offer “${name}” again`}
          icon={<ArchiveRestore {...icon} />}
          onPress={reinstate}
        />
      ) : (
        <IconButton
          size="small"
          label={t`Retire “${name}”…`}
          icon={<Archive {...icon} />}
          onPress={onRetire}
        />
      )}
    </li>
  );
}
