import { FileUp } from "lucide-react";
import type { ReactNode } from "react";
import { DropZone, type FileDropItem, Text } from "react-aria-components";

import styles from "./FileDrop.module.css";

interface FileDropProps {
  /** What belongs here, or the name of the file that was chosen. */
  readonly text: string;
  readonly onFile: (file: File) => void;
  /** The button that chooses one. */
  readonly children: ReactNode;
}

/** A place to drop a file on, and a button to choose one. */
export function FileDrop({ text, onFile, children }: FileDropProps) {
  return (
    <DropZone
      className={styles["drop"] ?? ""}
      getDropOperation={() => "copy"}
      onDrop={(event) => {
        const file = event.items.find((item): item is FileDropItem => item.kind === "file");
        if (file) void file.getFile().then(onFile);
      }}
    >
      <FileUp size={20} strokeWidth={1.5} aria-hidden />
      <Text slot="label" className={styles["text"] ?? ""}>
        {text}
      </Text>
      {children}
    </DropZone>
  );
}
