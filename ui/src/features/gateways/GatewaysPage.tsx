import { t } from "@lingui/core/macro";
import { FileCode2, FlaskConical } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { PageHeader } from "../../components/PageHeader";
import { asFault } from "../../ipc/fault";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import { gatewayNotes } from "../../messages/gatewayText";
import { ConfigFiles } from "./ConfigFiles";
import { GatewayChoice } from "./GatewayChoice";
import { GatewayFields } from "./GatewayFields";
import { TestDialog } from "./TestDialog";
import { useGatewayReview } from "./useGatewayReview";
import styles from "./GatewaysPage.module.css";

const usual: GatewayForm = {
  gateway: "nginx",
  backend: "",
  listen: "127.0.0.1:8080",
  verifier: "127.0.0.1:9180",
  secret: "",
};

/** Complete configurations for the program that stands in front of a service. */
export function GatewaysPage() {
  const [form, setForm] = useState(usual);
  const [isTesting, setTesting] = useState(false);
  const review = useGatewayReview(form);
  const { data } = review;
  const files = data?.files ?? [];
  return (
    <div className={styles["page"]}>
      <PageHeader
        title={t`Gateways`}
        lead={t`A gateway stands in front of your service and asks the verifier about every request. Choose yours and take the whole configuration.`}
      >
        <div className={styles["bar"]}>
          <GatewayChoice
            gateway={form.gateway}
            onChange={(gateway) => {
              setForm({ ...form, gateway });
            }}
          />
          <Button
            icon={<FlaskConical size={16} strokeWidth={1.5} aria-hidden />}
            onPress={() => {
              setTesting(true);
            }}
          >
            {t`Test…`}
          </Button>
        </div>
      </PageHeader>
      <div className={styles["columns"]}>
        <div className={styles["side"]}>
          <div className={styles["form"]}>
            <GatewayFields form={form} onChange={setForm} errors={data?.errors ?? []} />
          </div>
          <section className={styles["notes"]} aria-labelledby="gateway-notes">
            <h2 id="gateway-notes" className={styles["heading"]}>{t`Good to know`}</h2>
            <ul className={styles["list"]}>
              {gatewayNotes(form.gateway).map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </section>
        </div>
        <div className={styles["files"]}>
          {review.error && <FaultBanner fault={asFault(review.error)} />}
          {data && files.length > 0 && <ConfigFiles form={data.form} files={files} />}
          {data && files.length === 0 && (
            <EmptyState icon={<FileCode2 size={24} strokeWidth={1.5} />} title={t`No configuration yet`}>
              {t`It appears here as soon as the form is complete.`}
            </EmptyState>
          )}
        </div>
      </div>
      {isTesting && (
        <TestDialog
          form={form}
          onClose={() => {
            setTesting(false);
          }}
        />
      )}
    </div>
  );
}
