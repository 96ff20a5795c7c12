import type { Backups } from "../generated/Backups";
import type { BackupKind } from "../generated/BackupKind";
import type { RestorePlan } from "../generated/RestorePlan";

const DAY = 86_400_000;
const none = { count: 0, first: [] };

/** Backups in a folder, and one that is looked at. */
export class FakeBackups {
  isDaily = true;
  kept: Backups["kept"] = [];
  /** What restoring any of them changes. */
  plan: Partial<RestorePlan> = {};
  /** What is prepared to be restored, by name. */
  prepared: string | null = null;

  constructor(nowMs: number) {
    for (const day of [3, 2, 1]) this.#add("daily", nowMs - day * DAY);
  }

  now(): Backups {
    return {
      isDaily: this.isDaily,
      dailyFault: null,
      folder: "/home/anna/.local/share/tokendesk/backups",
      kept: this.kept,
    };
  }

  make(kind: BackupKind): Backups {
    this.#add(kind, Date.now());
    return this.now();
  }

  prepare(name: string | null): RestorePlan {
    this.prepared = name ?? "tokendesk-elsewhere.db";
    return {
      content: { name: this.prepared, tokens: 41, lastChangeMs: Date.now() - DAY },
      isEmpty: false,
      removed: { count: 1, first: ["later"] },
      returned: none,
      changed: none,
      revived: none,
      scopes: 0,
      routes: 0,
      settings: 0,
      adminKeys: 0,
      revivedAdminKeys: none,
      isVaultChanged: false,
      ...this.plan,
    };
  }

  #add(kind: BackupKind, madeMs: number): void {
    const moment = new Date(madeMs).toISOString().slice(0, 19).replaceAll(":", "");
    const name = `tokendesk-${moment}Z-${kind.replace("_", "-")}.db`;
    this.kept = [{ name, kind, madeMs, size: 712_704 }, ...this.kept];
  }
}
