import { t } from "@lingui/core/macro";
import { useEffect, useEffectEvent, useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenFileName } from "../../ipc/generated/TokenFileName";
import { type ReadFile, readTextFile } from "../../session/readTextFile";

interface TokenFile {
  /** null: none was chosen. */
  readonly name: string | null;
  /** Another number after each file. */
  readonly taken: number;
  readonly fault: Fault | null;
  /** Why the page can't read what was dropped. */
  readonly unreadable: string | null;
  readonly choose: () => void;
  readonly drop: (file: File) => void;
}

/** The file that Rust keeps: one that the system's dialog found, or one that was dropped. */
export function useTokenFile(dropped: File | null, onTaken: () => void): TokenFile {
  const [file, setFile] = useState<{ name: string | null; taken: number }>({ name: null, taken: 0 });
  const [fault, setFault] = useState<Fault | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);

  const take = async (ask: () => Promise<TokenFileName | null>) => {
    setFault(null);
    setUnreadable(null);
    try {
      const chosen = await ask();
      if (chosen === null) return;
      setFile(({ taken }) => ({ name: chosen.name, taken: taken + 1 }));
      onTaken();
    } catch (thrown) {
      setFile(({ taken }) => ({ name: null, taken }));
      setFault(asFault(thrown));
    }
  };
  const takeRead = (read: ReadFile) => {
    if (read.kind === "text") {
      const { name, text } = read;
      void take(() => command("drop_token_file", { name, text }));
    } else {
      setFile(({ taken }) => ({ name: null, taken }));
      setFault(null);
      setUnreadable(unreadableText(read.kind));
    }
  };
  const takeDropped = useEffectEvent(takeRead);
  useEffect(() => {
    if (dropped !== null) void readTextFile(dropped).then(takeDropped);
  }, [dropped]);
  return {
    ...file,
    fault,
    unreadable,
    choose: () => void take(() => command("choose_token_file", { title: t`Choose a file of tokens` })),
    drop: (given) => void readTextFile(given).then(takeRead),
  };
}

function unreadableText(kind: Exclude<ReadFile["kind"], "text">): string {
  switch (kind) {
    case "too_large":
      return t`The file is larger than 64 MB. Split it and import the parts.`;
    case "not_text":
      return t`The file is not UTF-8 text. Save it as UTF-8, then drop it again.`;
    case "unreadable":
      return t`The file can't be read. Choose a file that you may read.`;
  }
}
