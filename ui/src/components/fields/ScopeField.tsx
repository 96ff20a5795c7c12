import { plural, t } from "@lingui/core/macro";
import { type KeyboardEvent, useMemo, useState } from "react";

import type { Scope } from "../../ipc/generated/Scope";
import { Button } from "../Button";
import { SearchField } from "../SearchField";
import { FieldRow } from "./FieldRow";
import styles from "./ScopeField.module.css";
import { ScopeGroupBox } from "./ScopeGroupBox";
import { chooseScopes, filterScopes, groupScopes, offeredScopes } from "./scopeGroups";

/** From so many scopes on, typing finds one faster than looking. */
const filterFrom = 8;
/** From so many scopes on, groups start folded. */
const foldFrom = 30;

interface ScopeFieldProps {
  /** The catalogue; undefined while it is read. */
  readonly catalogue: readonly Scope[] | undefined;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly errors: readonly string[];
  readonly onLeave?: () => void;
  /** What stands around it says it already. */
  readonly hideLabel?: boolean;
}

/** What the token may do: the scopes of the catalogue as checkboxes under their groups. */
export function ScopeField(props: ScopeFieldProps) {
  const { catalogue, value, onChange, errors } = props;
  const [filter, setFilter] = useState("");
  // A scope that was held when the form opened stays visible after it is unticked, so it can be ticked again.
  const [heldAtFirst] = useState(value);
  const chosen = useMemo(() => new Set(value), [value]);
  const offered = useMemo(
    () => offeredScopes(catalogue ?? [], new Set([...heldAtFirst, ...value])),
    [catalogue, heldAtFirst, value],
  );
  const shown = useMemo(() => filterScopes(offered, filter), [offered, filter]);
  const count = value.length;
  const total = offered.length;

  return (
    <FieldRow
      field="scopes"
      label={t`Range`}
      hideLabel={props.hideLabel ?? false}
      isRequired
      isGroup
      isTall
      errors={errors}
      onLeave={props.onLeave}
    >
      {() =>
        catalogue?.length === 0 && total === 0 ? (
          <p className={styles["empty"]}>{t`There are no scopes yet. Add some in Settings first.`}</p>
        ) : (
          <div className={styles["frame"]} data-invalid={errors.length > 0 || undefined}>
            <div className={styles["tools"]}>
              {total >= filterFrom && (
                <div className={styles["filter"]}>
                  <SearchField
                    label={t`Filter scopes`}
                    placeholder={t`Filter…`}
                    value={filter}
                    onChange={setFilter}
                  />
                </div>
              )}
              <span className={styles["count"]} aria-live="polite">
                {plural(count, { one: `# of ${total} chosen`, other: `# of ${total} chosen` })}
              </span>
              <Button
                variant="quiet"
                size="small"
                onPress={() => {
                  onChange(chooseScopes(value, shown, true));
                }}
              >
                {t({ message: "All", context: "scopes" })}
              </Button>
              <Button
                variant="quiet"
                size="small"
                onPress={() => {
                  onChange(chooseScopes(value, shown, false));
                }}
              >
                {t({ message: "None", context: "scopes" })}
              </Button>
            </div>
            {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys of the checkboxes inside */}
            <div className={styles["groups"]} onKeyDown={walkByArrows}>
              {groupScopes(shown).map((group) => (
                <ScopeGroupBox
                  key={group.name}
                  group={group}
                  chosen={chosen}
                  folds={total >= foldFrom}
                  isFiltered={filter.trim() !== ""}
                  onChoose={(scopes, put) => {
                    onChange(chooseScopes(value, scopes, put));
                  }}
                />
              ))}
              {shown.length === 0 && catalogue !== undefined && (
                <p className={styles["nothing"]}>{t`No scope matches “${filter}”.`}</p>
              )}
            </div>
          </div>
        )
      }
    </FieldRow>
  );
}

/** Up and down go from box to box, as in a list; Tab does it too. */
function walkByArrows(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const at = boxes.findIndex((box) => box === document.activeElement);
  const next = boxes[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
