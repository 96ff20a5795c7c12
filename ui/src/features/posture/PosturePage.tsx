import { plural, t } from "@lingui/core/macro";
import { CircleCheck } from "lucide-react";
import { useState } from "react";

import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { PageHeader } from "../../components/PageHeader";
import { Spinner } from "../../components/Spinner";
import { useFormat } from "../../format/useFormat";
import { asFault } from "../../ipc/fault";
import { usePosture } from "../../session/usePosture";
import { FindingSection } from "./FindingSection";
import { FixDialog, type FixDialogProps } from "./FixDialog";
import styles from "./PosturePage.module.css";

type Asked = Omit<FixDialogProps, "onClose">;

export interface PosturePageProps {
  onOpenToken: (id: number) => void;
}

/** Which tokens need a look, by what is wrong with them, and what can be done about it. */
export function PosturePage({ onOpenToken }: PosturePageProps) {
  const format = useFormat();
  const posture = usePosture();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data } = posture;
  const tokens = data?.tokens ?? 0;
  const count = format.count(tokens);
  return (
    <div className={styles["page"]}>
      <PageHeader
        title={t`Posture`}
        lead={t`Tokens that are about to end or to be used up, that nobody uses, or that nothing bounds.`}
      >
        {tokens > 0 && (
          <p className={styles["sum"]} role="status">
            {plural(tokens, { one: `${count} token needs a look.`, other: `${count} tokens need a look.` })}
          </p>
        )}
      </PageHeader>
      <div className={styles["scroll"]}>
        {posture.error && <FaultBanner fault={asFault(posture.error)} />}
        {posture.isPending && (
          <div className={styles["wait"]}>
            <Spinner size={24} />
          </div>
        )}
        {data?.groups.length === 0 && (
          <EmptyState icon={<CircleCheck size={28} strokeWidth={1.5} />} title={t`All is well`}>
            {t`No token needs a look. What does appears here, and is told once a day if you want that.`}
          </EmptyState>
        )}
        {data?.groups.map((group) => (
          <FindingSection
            key={group.finding}
            group={group}
            onOpenToken={onOpenToken}
            onFix={(fix, row) => {
              const { finding } = group;
              setAsked(
                row === null
                  ? { finding, fix, target: { kind: "finding", finding }, name: null }
                  : { finding, fix, target: { kind: "ids", ids: [row.id] }, name: row.name },
              );
            }}
          />
        ))}
      </div>
      {asked && (
        <FixDialog
          {...asked}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}
