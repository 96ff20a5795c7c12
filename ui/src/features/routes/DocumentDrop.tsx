import { t } from "@lingui/core/macro";
import { useRef } from "react";

import { Button } from "../../components/Button";
import { FileDrop } from "../../components/FileDrop";

interface DocumentDropProps {
  /** The file that was chosen; null: none yet. */
  readonly name: string | null;
  readonly onFile: (file: File) => void;
}

/** A place to drop a document on, and a button to choose one. */
export function DocumentDrop({ name, onFile }: DocumentDropProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <FileDrop
      text={name ?? t`Drop an OpenAPI 3 or Swagger 2 document here, in JSON or YAML.`}
      onFile={onFile}
    >
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.item(0);
          // The same one may be chosen again after it was changed.
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <Button size="small" onPress={() => input.current?.click()}>
        {name === null ? t`Choose a file…` : t`Choose another…`}
      </Button>
    </FileDrop>
  );
}
