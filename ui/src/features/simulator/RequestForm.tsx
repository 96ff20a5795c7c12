import { t } from "@lingui/core/macro";

import { FieldError } from "../../components/FieldError";
import { ExpiryDatePicker } from "../../components/fields/ExpiryDatePicker";
import { RadioGroup } from "../../components/RadioGroup";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import type { ClientProblem } from "../../ipc/generated/ClientProblem";
import type { ImaginedRequest } from "../../ipc/generated/ImaginedRequest";
import type { Simulation } from "../../ipc/generated/Simulation";
import { addressProblemText } from "../../messages/addressProblemText";
import { problemText } from "../../messages/problemText";
import { methods } from "./http";
import styles from "./SimulatorDialog.module.css";

export interface RequestFormProps {
  request: ImaginedRequest;
  onChange: (request: ImaginedRequest) => void;
  /** What Rust read in it; undefined: not yet asked. */
  simulation: Simulation | undefined;
  /** Whether the token is restricted to some models. */
  hasModels: boolean;
}

/** The request that nobody makes. */
export function RequestForm({ request, onChange, simulation, hasModels }: RequestFormProps) {
  const format = useFormat();
  const set = (change: Partial<ImaginedRequest>) => {
    onChange({ ...request, ...change });
  };
  const { addressProblem = null, atProblem = null } = simulation ?? {};
  const timeLabel = t`Time`;
  return (
    <>
      <TextField
        label={t`Client address`}
        autoFocus
        mono
        placeholder="203.0.113.7"
        value={request.address}
        onChange={(address) => {
          set({ address });
        }}
        error={addressProblem && clientProblemText(addressProblem, request.address)}
        description={t`Blank: the gateway does not say.`}
      />
      <Select
        label={t`Method`}
        value={request.method}
        onChange={(method) => {
          set({ method });
        }}
        options={methods.map((method) => ({ value: method, label: method }))}
      />
      <TextField
        label={t`Host`}
        mono
        placeholder="api.example.com"
        value={request.host}
        onChange={(host) => {
          set({ host });
        }}
        description={t`Only needed where routes name a host.`}
      />
      <TextField
        label={t`Path`}
        mono
        value={request.target}
        onChange={(target) => {
          set({ target });
        }}
      />
      {hasModels && (
        <TextField
          label={t`Model`}
          mono
          placeholder="gpt-4o"
          value={request.model}
          onChange={(model) => {
            set({ model });
          }}
          description={t`Blank: the request names none.`}
        />
      )}
      <div className={styles["time"]}>
        <RadioGroup<"now" | "moment">
          label={timeLabel}
          look="segments"
          value={request.at === null ? "now" : "moment"}
          choices={[
            { value: "now", label: t`Now` },
            { value: "moment", label: t`Date and time` },
          ]}
          onChange={(choice) => {
            set({ at: choice === "now" ? null : "" });
          }}
        />
        {request.at !== null && (
          <ExpiryDatePicker
            label={timeLabel}
            value={{ kind: "moment", moment: request.at }}
            onChange={(picked) => {
              if (picked.kind === "moment") set({ at: picked.moment });
            }}
            isInvalid={atProblem !== null && request.at !== ""}
          />
        )}
        {request.at !== null && atProblem && (
          <FieldError tone={atProblem.code === "required" ? "warning" : "error"}>
            {problemText({ field: "expiry", index: null, problem: atProblem }, format)}
          </FieldError>
        )}
      </div>
    </>
  );
}

function clientProblemText(problem: ClientProblem, typed: string): string {
  const raw = typed.trim();
  if (problem.code === "address") return addressProblemText(problem.problem, raw);
  return t`“${raw}” is a range; a request comes from one address.`;
}
