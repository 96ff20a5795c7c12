import { t } from "@lingui/core/macro";
import { FileTrigger } from "react-aria-components";

import { Button } from "../../components/Button";
import { FileDrop } from "../../components/FileDrop";

interface DocumentDropProps {
  /** The file that was chosen; null: none yet. */
  readonly name: string | null;
  readonly onFile: (file: File) => void;
}

/** A place to drop a document on, and a button to choose one. */
export function DocumentDrop({ name, onFile }: DocumentDropProps) {
  return (
    <FileDrop
      text={name ?? t`Drop an OpenAPI 3 or Swagger 2 document here, in JSON or YAML.`}
      onFile={onFile}
    >
      <FileTrigger
        onSelect={(files) => {
          const file = files?.item(0);
          if (file) onFile(file);
        }}
      >
        <Button size="small">{name === null ? t`Choose a file…` : t`Choose another…`}</Button>
      </FileTrigger>
    </FileDrop>
  );
}
