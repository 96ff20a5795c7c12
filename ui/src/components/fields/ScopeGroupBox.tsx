import { t } from "@lingui/core/macro";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { Checkbox } from "../Checkbox";
import { Chip } from "../Chip";
import { chosenOf, type OfferedScope, type ScopeGroup } from "./scopeGroups";
import styles from "./ScopeField.module.css";

interface ScopeGroupBoxProps {
  readonly group: ScopeGroup;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (scopes: readonly OfferedScope[], put: boolean) => void;
  /** A large catalogue: groups open and close. */
  readonly folds: boolean;
  /** While a filter is typed its hits are shown, whatever was folded. */
  readonly isFiltered: boolean;
}

/** One heading of the catalogue with its scopes; its box is ticked, empty or, for some of them, dashed. */
export function ScopeGroupBox({ group, chosen, onChoose, folds, isFiltered }: ScopeGroupBoxProps) {
  const [isOpened, setOpened] = useState(false);
  const isOpen = !folds || isFiltered || isOpened || group.name === "";
  const state = chosenOf(group.scopes, chosen);
  const total = group.scopes.length;
  const count = group.scopes.filter((scope) => chosen.has(scope.name)).length;
  const name = group.name;

  return (
    <div className={styles["group"]} role="group" aria-label={name === "" ? t`Scopes without a group` : name}>
      {name !== "" && (
        <div className={styles["heading"]}>
          <Checkbox
            isSelected={state === "all"}
            isIndeterminate={state === "some"}
            onChange={() => {
              onChoose(group.scopes, state !== "all");
            }}
          >
            <span className={styles["groupName"]}>{name}</span>
          </Checkbox>
          {folds && (
            <Button
              className={styles["fold"] ?? ""}
              aria-expanded={isOpen}
              aria-label={isOpen ? t`Hide the scopes of ${name}` : t`Show the scopes of ${name}`}
              onPress={() => {
                setOpened(!isOpened);
              }}
            >
              <span>{t`${count} of ${total}`}</span>
              <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
            </Button>
          )}
        </div>
      )}
      {isOpen && (
        <div className={styles["scopes"]} data-indented={name !== "" || undefined}>
          {group.scopes.map((scope) => (
            <div key={scope.name} className={styles["scope"]} data-scope={scope.name}>
              <Checkbox
                isSelected={chosen.has(scope.name)}
                onChange={(put) => {
                  onChoose([scope], put);
                }}
              >
                <span className={styles["scopeText"]}>
                  <code className={styles["scopeName"]}>{scope.name}</code>
                  <span className={styles["scopeAbout"]} title={scope.description}>
                    {scope.description}
                  </span>
                  {scope.standing === "retired" && <Chip tone="warning">{t`retired`}</Chip>}
                  {scope.standing === "gone" && <Chip tone="danger">{t`no longer exists`}</Chip>}
                </span>
              </Checkbox>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
