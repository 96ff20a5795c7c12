import { plural, t } from "@lingui/core/macro";
import { Pencil, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { Chip } from "../../components/Chip";
import { IconButton } from "../../components/IconButton";
import { SearchField } from "../../components/SearchField";
import tableStyles from "../../components/table.module.css";
import { useFormat } from "../../format/useFormat";
import type { Route } from "../../ipc/generated/Route";
import styles from "./RoutesPage.module.css";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
/** So many rows are drawn; the search finds the others. */
const SHOWN = 300;

interface RouteTableProps {
  readonly routes: readonly Route[];
  readonly onEdit: (route: Route) => void;
  readonly onRemove: (route: Route) => void;
}

export function RouteTable({ routes, onEdit, onRemove }: RouteTableProps) {
  const format = useFormat();
  const [search, setSearch] = useState("");
  const words = useDeferredValue(search).trim().toLowerCase();
  const found = words === "" ? routes : routes.filter((route) => textOf(route).includes(words));
  const rest = found.length - SHOWN;
  const more = format.count(rest);
  const shown = format.count(found.length);
  return (
    <div className={styles["list"]}>
      <div className={styles["find"]}>
        <SearchField label={t`Search routes`} placeholder={t`Search…`} value={search} onChange={setSearch} />
        <span className={styles["muted"]} role="status">
          {plural(found.length, { one: `${shown} route`, other: `${shown} routes` })}
        </span>
      </div>
      <div className={tableStyles["scroll"]}>
        <table className={`${tableStyles["table"]} ${styles["routes"]}`}>
          <thead>
            <tr>
              <th scope="col">{t`Method`}</th>
              <th scope="col">{t`Host`}</th>
              <th scope="col">{t`Path`}</th>
              <th scope="col">{t`Scope`}</th>
              <th scope="col">{t`Source`}</th>
              <th scope="col">
                <span className="visually-hidden">{t`Actions`}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((route) => (
              <Row key={route.id} route={route} onEdit={onEdit} onRemove={onRemove} />
            ))}
          </tbody>
        </table>
        {rest > 0 && <p className={styles["more"]}>{t`and ${more} more; search to find them`}</p>}
      </div>
    </div>
  );
}

/** What the search looks in. */
function textOf({ method, host, path, scope, document }: Route): string {
  return [method, host, path, scope, document].join(" ").toLowerCase();
}

function Row({ route, onEdit, onRemove }: Omit<RouteTableProps, "routes"> & { route: Route }) {
  const { method, host, path, scope, document } = route;
  const requests = `${method} ${host ?? ""}${path}`;
  return (
    <tr>
      <td>
        <code>{method}</code>
      </td>
      <td>
        {host === null ? <span className={styles["muted"]}>{t`every host`}</span> : <code>{host}</code>}
      </td>
      <td className={styles["path"]}>
        <code>{path}</code>
      </td>
      <td>
        {scope === null ? (
          <span className={styles["muted"]}>{t`any valid token`}</span>
        ) : (
          <Chip mono title={scope}>
            {scope}
          </Chip>
        )}
      </td>
      <td className={styles["source"]} title={document ?? undefined}>
        {document ?? <span className={styles["muted"]}>{t`by hand`}</span>}
      </td>
      <td className={styles["actions"]}>
        <IconButton
          size="small"
          label={t`Edit “${requests}”`}
          icon={<Pencil {...icon} />}
          onPress={() => {
            onEdit(route);
          }}
        />
        <IconButton
          size="small"
          label={t`Remove “${requests}”…`}
          icon={<Trash2 {...icon} />}
          onPress={() => {
            onRemove(route);
          }}
        />
      </td>
    </tr>
  );
}
