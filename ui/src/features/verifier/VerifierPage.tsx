import { t } from "@lingui/core/macro";
import { ShieldCheck } from "lucide-react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { PageHeader } from "../../components/PageHeader";
import { Switch } from "../../components/Switch";
import { asFault } from "../../ipc/fault";
import type { Enforcement } from "../../ipc/generated/Enforcement";
import { useEnforce } from "../../session/useEnforce";
import { useEnforcement } from "../../session/useEnforcement";
import { DecisionList } from "./DecisionList";
import { FigureTiles } from "./FigureTiles";
import { PlaceField } from "./PlaceField";
import { StandingLine } from "./StandingLine";
import { TroubleBanner } from "./TroubleBanner";
import styles from "./VerifierPage.module.css";

export interface VerifierPageProps {
  onOpenToken: (id: number) => void;
  onGateways: () => void;
}

/** "Enforce on this machine": the switch, where gateways reach it, and what it does at this moment. */
export function VerifierPage(props: VerifierPageProps) {
  const enforcement = useEnforcement();
  return (
    <div className={styles["page"]}>
      {enforcement.error && <FaultBanner fault={asFault(enforcement.error)} />}
      {enforcement.data && <Verifier {...props} enforcement={enforcement.data} />}
    </div>
  );
}

function Verifier({
  enforcement,
  onOpenToken,
  onGateways,
}: VerifierPageProps & { enforcement: Enforcement }) {
  const { isOn, place, standing } = enforcement;
  const { enforce, isPending, problem, fault } = useEnforce();
  return (
    <>
      <PageHeader
        title={t`Verifier`}
        lead={t`The verifier answers gateways on this machine: may this key do this, from here, now? It runs as long as this console and starts with it.`}
        actions={
          <Switch
            isSelected={isOn}
            isDisabled={isPending}
            onChange={(on) => void enforce({ isOn: on, place })}
          >
            {t`Enforce on this machine`}
          </Switch>
        }
      >
        <div className={styles["place"]}>
          <PlaceField
            key={place}
            place={place}
            problem={problem}
            isPending={isPending}
            onSave={(typed) => void enforce({ isOn, place: typed })}
          />
          <StandingLine standing={standing} />
        </div>
      </PageHeader>
      <div className={styles["body"]}>
        {fault && <FaultBanner fault={fault} />}
        <TroubleBanner
          place={place}
          standing={standing}
          isPending={isPending}
          onEnforce={(at) => void enforce({ isOn: true, place: at })}
        />
        {standing.state === "ready" ? (
          <>
            <FigureTiles figures={standing.figures} />
            <DecisionList onOpenToken={onOpenToken} onGateways={onGateways} />
          </>
        ) : (
          !isOn && (
            <EmptyState
              icon={<ShieldCheck size={24} strokeWidth={1.5} />}
              title={t`Tokens are not enforced by this console`}
              actions={
                <Button
                  variant="primary"
                  isPending={isPending}
                  onPress={() => void enforce({ isOn: true, place })}
                >
                  {t`Start enforcing`}
                </Button>
              }
            >
              {t`Switch it on, then put a gateway in front of your service. On a server without a desktop, “tokendesk serve” does the same.`}
            </EmptyState>
          )
        )}
      </div>
    </>
  );
}
