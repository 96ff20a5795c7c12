import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Kbd } from "../../components/Kbd";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { useDirtyGuard } from "../../components/useDirtyGuard";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Route } from "../../ipc/generated/Route";
import type { RouteDraft } from "../../ipc/generated/RouteDraft";
import { type RouteField, routeFieldOf, routeProblemText } from "../../messages/routeText";
import { queryKeys } from "../../session/queryKeys";
import { useScopes } from "../../session/useScopes";
import { ANY, FIRST_METHOD, methodsWith } from "./methods";
import styles from "./RoutesPage.module.css";

/** In the choice of scopes: none is needed. No scope has a blank name. */
const NO_SCOPE = "";

interface RouteDialogProps {
  /** null: a new one. */
  readonly route: Route | null;
  readonly onClose: () => void;
}

export function RouteDialog({ route, onClose }: RouteDialogProps) {
  const format = useFormat();
  const queries = useQueryClient();
  const scopes = useScopes();
  const opened = draftOf(route);
  const [draft, setDraft] = useState<RouteDraft>(opened);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const guard = useDirtyGuard(JSON.stringify(draft) !== JSON.stringify(opened), onClose);
  const set = (change: Partial<RouteDraft>) => {
    setDraft({ ...draft, ...change });
  };

  const save = async () => {
    if (isPending) return;
    setPending(true);
    try {
      queries.setQueryData(queryKeys.routes, await command("save_route", draft));
      onClose();
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };
  const problems = fault?.code === "invalid_route" ? fault.problems : [];
  const errorAt = (field: RouteField | null) => {
    const problem = problems.find((one) => routeFieldOf(one) === field);
    return problem ? routeProblemText(problem, format) : null;
  };
  const names = (scopes.data ?? []).filter(({ retired }) => !retired).map(({ name }) => name);
  if (draft.scope !== null && !names.includes(draft.scope)) names.push(draft.scope);
  const rest = "{rest*}";
  return (
    <Dialog
      size="small"
      title={route === null ? t`Add route` : t`Edit route`}
      onClose={guard.close}
      onConfirm={() => {
        void save();
      }}
      footer={
        <>
          <Button onPress={guard.close}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            onPress={() => void save()}
            isPending={isPending}
            shortcut={<Kbd keys="Ctrl+Enter" />}
          >
            {t`Save`}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {route?.document != null && (
          <Banner tone="info">
            {t`This route came with a document. Edited, it stays as you write it when the document is imported again.`}
          </Banner>
        )}
        {fault?.code === "not_found" ? (
          <Banner tone="danger" live>{t`This route was removed meanwhile. Close, and add it anew.`}</Banner>
        ) : (
          fault && fault.code !== "invalid_route" && <FaultBanner fault={fault} />
        )}
        {errorAt(null) !== null && (
          <Banner tone="danger" live>
            {errorAt(null)}
          </Banner>
        )}
        <Select
          label={t`Method`}
          value={draft.method}
          options={methodsWith(draft.method, true).map((method) => ({
            value: method,
            label: method === ANY ? t`ANY (every method)` : method,
          }))}
          error={errorAt("method")}
          onChange={(method) => {
            set({ method });
          }}
        />
        <TextField
          label={t`Path`}
          isRequired
          autoFocus
          mono
          placeholder="/v1/clusters/{id}"
          value={draft.path}
          error={errorAt("path")}
          description={t`A name in braces stands for one segment, ${rest} for all that follow.`}
          onChange={(path) => {
            set({ path });
          }}
        />
        <TextField
          label={t`Host`}
          mono
          placeholder="api.example.com"
          value={draft.host}
          error={errorAt("host")}
          description={t`Blank: every host.`}
          onChange={(host) => {
            set({ host });
          }}
        />
        <Select
          label={t`Scope that it needs`}
          value={draft.scope ?? NO_SCOPE}
          options={[
            { value: NO_SCOPE, label: t`None: any valid token` },
            ...names.map((name) => ({ value: name, label: name })),
          ]}
          error={errorAt("scope")}
          onChange={(scope) => {
            set({ scope: scope === NO_SCOPE ? null : scope });
          }}
        />
      </div>
      {guard.question}
    </Dialog>
  );
}

function draftOf(route: Route | null): RouteDraft {
  if (route === null) return { id: null, host: "", method: FIRST_METHOD, path: "", scope: null };
  const { id, host, method, path, scope } = route;
  return { id, host: host ?? "", method, path, scope };
}
