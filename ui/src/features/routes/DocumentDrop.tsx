import { t } from "@lingui/core/macro";
import { FileUp } from "lucide-react";
import { useRef } from "react";
import { DropZone, type FileDropItem, FileTrigger, Text } from "react-aria-components";

import { Button } from "../../components/Button";
import styles from "./ImportDialog.module.css";

interface DocumentDropProps {
  /** The file that was chosen; null: none yet. */
  readonly name: string | null;
  readonly onFile: (file: File) => void;
}

/** A place to drop a document on, and a button to choose one. */
export function DocumentDrop({ name, onFile }: DocumentDropProps) {
  const zone = useRef<HTMLDivElement>(null);
  return (
    <DropZone
      ref={zone}
      className={styles["drop"] ?? ""}
      getDropOperation={() => "copy"}
      onDrop={(event) => {
        const file = event.items.find((item): item is FileDropItem => item.kind === "file");
        if (file) void file.getFile().then(onFile);
      }}
    >
      <FileUp size={20} strokeWidth={1.5} aria-hidden />
      <Text slot="label" className={styles["dropText"] ?? ""}>
        {name ?? t`Drop an OpenAPI 3 or Swagger 2 document here, in JSON or YAML.`}
      </Text>
      <FileTrigger
        onSelect={(files) => {
          const file = files?.item(0);
          if (file) onFile(file);
        }}
      >
        <Button size="small">{name === null ? t`Choose a file…` : t`Choose another…`}</Button>
      </FileTrigger>
    </DropZone>
  );
}
