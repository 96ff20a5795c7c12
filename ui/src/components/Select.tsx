import { Check, ChevronDown } from "lucide-react";
import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from "react-aria-components";

import { FieldError } from "./FieldError";
import { FieldLabel } from "./TextField";
import fieldStyles from "./field.module.css";
import listStyles from "./list.module.css";
import styles from "./Select.module.css";

export interface SelectOption<V extends string> {
  value: V;
  label: string;
}

export interface SelectProps<V extends string> {
  label: string;
  hideLabel?: boolean;
  value: V;
  options: SelectOption<V>[];
  onChange: (value: V) => void;
  description?: string;
  error?: string | null;
  isDisabled?: boolean;
}

export function Select<V extends string>(props: SelectProps<V>) {
  return (
    <AriaSelect
      className={fieldStyles["field"] ?? ""}
      value={props.value}
      onChange={(key) => {
        const chosen = props.options.find((option) => option.value === key);
        if (chosen) props.onChange(chosen.value);
      }}
      isInvalid={Boolean(props.error)}
      isDisabled={props.isDisabled}
      aria-label={props.hideLabel ? props.label : undefined}
    >
      {!props.hideLabel && <FieldLabel>{props.label}</FieldLabel>}
      <Button className={styles["trigger"] ?? ""}>
        <SelectValue className={styles["value"] ?? ""} />
        <ChevronDown size={16} strokeWidth={1.5} aria-hidden />
      </Button>
      {props.description && (
        <Text slot="description" className={fieldStyles["description"]}>
          {props.description}
        </Text>
      )}
      {props.error && (
        <Text slot="errorMessage">
          <FieldError>{props.error}</FieldError>
        </Text>
      )}
      <Popover offset={4} className={listStyles["popover"] ?? ""}>
        <ListBox className={listStyles["list"] ?? ""} items={props.options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={listStyles["item"] ?? ""}>
              {({ isSelected }) => (
                <>
                  <span className={listStyles["mark"]}>
                    {isSelected && <Check size={14} strokeWidth={2} aria-hidden />}
                  </span>
                  <Text slot="label">{option.label}</Text>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
