import { t } from "@lingui/core/macro";

import { RadioGroup } from "../../components/RadioGroup";
import type { Gateway } from "../../ipc/generated/Gateway";
import { programs, protocols } from "./programs";
import styles from "./GatewaysPage.module.css";

/** Which program; Envoy can ask in two ways. */
export function GatewayChoice({
  gateway,
  onChange,
}: {
  gateway: Gateway;
  onChange: (gateway: Gateway) => void;
}) {
  const isEnvoy = gateway === "envoy" || gateway === "envoy_grpc";
  return (
    <div className={styles["choice"]}>
      <RadioGroup
        label={t`Gateway`}
        hideLabel
        look="segments"
        value={isEnvoy ? "envoy" : gateway}
        choices={programs}
        onChange={onChange}
      />
      {isEnvoy && (
        <RadioGroup
          label={t`Asks over`}
          hideLabel
          look="segments"
          value={gateway}
          choices={protocols}
          onChange={onChange}
        />
      )}
    </div>
  );
}
