import { t } from "@lingui/core/macro";
import { useState } from "react";

import { afterPress } from "../../components/afterPress";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import type { GatewayError } from "../../ipc/generated/GatewayError";
import type { GatewayField } from "../../ipc/generated/GatewayField";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import { gatewayProblemText } from "../../messages/gatewayText";

export interface GatewayFieldsProps {
  form: GatewayForm;
  onChange: (form: GatewayForm) => void;
  errors: GatewayError[];
}

/** What a configuration is made for. A field says what is wrong with it after it was left. */
export function GatewayFields({ form, onChange, errors }: GatewayFieldsProps) {
  const format = useFormat();
  const [left, setLeft] = useState<ReadonlySet<GatewayField>>(new Set());
  const field = (name: GatewayField) => {
    const error = errors.find((one) => one.field === name);
    return {
      value: form[name],
      onChange: (value: string) => {
        onChange({ ...form, [name]: value });
      },
      onBlur: () => {
        afterPress(() => {
          setLeft((before) => (before.has(name) ? before : new Set(before).add(name)));
        });
      },
      error: error && left.has(name) ? gatewayProblemText(error.problem, format) : null,
    };
  };
  return (
    <>
      <TextField
        {...field("backend")}
        label={t`Backend`}
        isRequired
        mono
        placeholder="127.0.0.1:3000"
        description={t`Host and port of your service, over plain HTTP.`}
      />
      <TextField
        {...field("listen")}
        label={t`Gateway listens on`}
        isRequired
        mono
        description={t`0.0.0.0:8080 for every address of its machine.`}
      />
      <TextField
        {...field("verifier")}
        label={t`Verifier`}
        isRequired
        mono
        description={t`Where “tokendesk serve” listens, as seen from the gateway; or unix: and the path of its socket.`}
      />
      <TextField
        {...field("secret")}
        label={t`Gateway secret`}
        type="password"
        description={t`What stands in the file that the verifier was started with (--gateway-secret-file). Blank: it asks for none.`}
      />
    </>
  );
}
