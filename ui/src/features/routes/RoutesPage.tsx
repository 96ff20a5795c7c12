import { t } from "@lingui/core/macro";
import { FileInput, Plus, Route as RouteIcon } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { PageHeader } from "../../components/PageHeader";
import { Spinner } from "../../components/Spinner";
import { asFault } from "../../ipc/fault";
import type { Route } from "../../ipc/generated/Route";
import { ImportDialog } from "./ImportDialog";
import { RemoveDialog } from "./RemoveDialog";
import { RouteDialog } from "./RouteDialog";
import { RouteTable } from "./RouteTable";
import styles from "./RoutesPage.module.css";
import { TryRoute } from "./TryRoute";
import { UnmatchedChoice } from "./UnmatchedChoice";
import { useRoutes } from "./useRoutes";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

type Asked =
  { kind: "add" } | { kind: "edit"; route: Route } | { kind: "remove"; route: Route } | { kind: "import" };

/** Which scope a request needs, by host, method and path. */
export function RoutesPage() {
  const routes = useRoutes();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  const add = (
    <Button
      variant="primary"
      icon={<Plus size={16} strokeWidth={2} aria-hidden />}
      onPress={() => {
        setAsked({ kind: "add" });
      }}
    >
      {t`Add route`}
    </Button>
  );
  const bring = (
    <Button
      icon={<FileInput {...icon} />}
      onPress={() => {
        setAsked({ kind: "import" });
      }}
    >
      {t`Import a document…`}
    </Button>
  );
  const { data } = routes;
  return (
    <div className={styles["page"]}>
      <PageHeader
        title={t`Routes`}
        lead={t`A route says which scope a request needs. The most specific one counts; without any routes, every valid token passes.`}
        actions={
          <>
            {bring}
            {add}
          </>
        }
      />
      {routes.error && (
        <div className={styles["section"]}>
          <FaultBanner fault={asFault(routes.error)} />
        </div>
      )}
      {routes.isPending && (
        <div className={styles["wait"]}>
          <Spinner size={24} />
        </div>
      )}
      {data?.routes.length === 0 && (
        <EmptyState icon={<RouteIcon size={28} strokeWidth={1.5} />} title={t`No routes yet`}>
          {t`Add one, or import the OpenAPI document of your service: it brings routes and scopes at once.`}
        </EmptyState>
      )}
      {data && data.routes.length > 0 && (
        <>
          <div className={styles["section"]}>
            <TryRoute />
            <UnmatchedChoice unmatched={data.unmatched} />
          </div>
          <RouteTable
            routes={data.routes}
            onEdit={(route) => {
              setAsked({ kind: "edit", route });
            }}
            onRemove={(route) => {
              setAsked({ kind: "remove", route });
            }}
          />
        </>
      )}
      {asked?.kind === "add" && <RouteDialog route={null} onClose={close} />}
      {asked?.kind === "edit" && <RouteDialog route={asked.route} onClose={close} />}
      {asked?.kind === "remove" && <RemoveDialog route={asked.route} onClose={close} />}
      {asked?.kind === "import" && <ImportDialog onClose={close} />}
    </div>
  );
}
