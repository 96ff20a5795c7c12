import type { Action } from "../generated/Action";
import type { AdminKey } from "../generated/AdminKey";
import type { AdminScope } from "../generated/AdminScope";
import type { AuditEntry } from "../generated/AuditEntry";
import type { AuditVerdict } from "../generated/AuditVerdict";
import type { Boot } from "../generated/Boot";
import type { Change } from "../generated/Change";
import type { ChangeOutcome } from "../generated/ChangeOutcome";
import type { ChipCounts } from "../generated/ChipCounts";
import type { Commands } from "../generated/Commands";
import type { Events } from "../generated/Events";
import type { Fault } from "../generated/Fault";
import type { FieldChange } from "../generated/FieldChange";
import type { FieldError } from "../generated/FieldError";
import type { KeyProtection } from "../generated/KeyProtection";
import type { KeySlot } from "../generated/KeySlot";
import type { SlotKind } from "../generated/SlotKind";
import type { GatewayMistake } from "../generated/GatewayMistake";
import type { GatewayQuestion } from "../generated/GatewayQuestion";
import type { HistoryEntry } from "../generated/HistoryEntry";
import type { ImportChoice } from "../generated/ImportChoice";
import type { ListQuery } from "../generated/ListQuery";
import type { Recovery } from "../generated/Recovery";
import type { DocumentDraft } from "../generated/DocumentDraft";
import type { DocumentPreview } from "../generated/DocumentPreview";
import type { Route } from "../generated/Route";
import type { RoutesPage } from "../generated/RoutesPage";
import type { Scope } from "../generated/Scope";
import type { Settings } from "../generated/Settings";
import type { SettingsInForce } from "../generated/SettingsInForce";
import type { Target } from "../generated/Target";
import type { TokenDetails } from "../generated/TokenDetails";
import type { TokenDraft } from "../generated/TokenDraft";
import type { TokenRange } from "../generated/TokenRange";
import type { TokenRow } from "../generated/TokenRow";
import type { Unmatched } from "../generated/Unmatched";
import type { UnsavedKeys } from "../generated/UnsavedKeys";
import type { VaultStatus } from "../generated/VaultStatus";
import type { Desk } from "../desk";
import { AUDIT_PAGE, isAskedFor, sampleAudit } from "./audit";
import { applyEdit, editChanges, editProblems, tokenProblems } from "./bulkEdit";
import { changes, compareRows, inChip, reasonErrors } from "./rules";
import { explain } from "./explain";
import { FakeBackups } from "./fakeBackups";
import { FakeEnforcement } from "./fakeEnforcement";
import { applyRemedy, findingsOf, postureOf, remedyChange, tokensOf } from "./findings";
import { reviewGateway } from "./gatewayFiles";
import { testGateway } from "./gatewayTest";
import { oldKey, timeMs } from "./oldKeys";
import { readDraft, scalars } from "./readDraft";
import { type FakeToken, fakeKey, mask, sampleTokens, statusOf } from "./sampleTokens";
import { documentPreview, documentProblem, routeProblems, sampleRoutes, tryRoute } from "./routes";
import { sampleScopes } from "./sampleScopes";
import { type FakeImport, readTokenFile } from "./tokenFile";
import { exportable, exportPreview, keptKeys } from "./tokenExport";
import { usageOf } from "./usage";

const DAY = 86_400_000;
/** Tokens in a step of a change to many. */
const FAKE_STEP = 10;
const NO_KEYS: UnsavedKeys = { keys: 0, shownOnce: 0 };

export interface FakeDeskOptions {
  tokens?: FakeToken[];
  scopes?: Scope[];
  routes?: Route[];
  audit?: AuditEntry[];
  settings?: Partial<Settings>;
  vault?: VaultStatus;
  fault?: Fault | null;
  /** The vault's passphrase, where it has one. */
  passphrase?: string;
  timeZone?: string;
  /** How long a step of a change to many takes. */
  stepMs?: number;
  /** A list that is longer than a page comes without its length, as from a large file. */
  isCountedLater?: boolean;
  /** How long an answer takes. */
  delayMs?: number;
  /** The page crashed and is loaded again. */
  recovery?: Recovery;
  /** Keys that an import drew before. */
  unsavedKeys?: UnsavedKeys;
}

type Handlers = {
  [N in keyof Commands]: (request: Commands[N][0]) => Commands[N][1] | Promise<Commands[N][1]>;
};

/** An in-memory desk for tests and for a plain browser: the manners of Rust, none of its rules. */
export class FakeDesk implements Desk {
  tokens: FakeToken[];
  scopes: Scope[];
  settings: Settings;
  vault: VaultStatus;
  /** Every command that was asked, in order. */
  readonly calls: { name: keyof Commands; request: unknown }[] = [];
  /** What opens the vault. */
  slots: KeySlot[] = [];
  /** Drawn and not confirmed. */
  recoveryCode: string[] | null = null;
  /** What was copied last. */
  clipboard: string | null = null;
  /** What a test of a gateway finds wrong, by question. */
  readonly gatewayMistakes: Partial<Record<GatewayQuestion, GatewayMistake>> = {};
  /** "Enforce on this machine". */
  readonly enforcement = new FakeEnforcement();
  readonly backups = new FakeBackups(Date.now());
  /** Keys of scripts, newest first. */
  adminKeys: AdminKey[] = [];
  /** The files that were saved, by name. */
  readonly saved: string[] = [];
  routes: Route[];
  unmatched: Unmatched = "refuse";
  /** The audit log, newest first. */
  audit: AuditEntry[];
  /** What a look through the log finds; null: it is in order. */
  auditFault: AuditVerdict | null = null;
  /** Entries that one look goes through. */
  auditLook = Infinity;
  /** Settles when a check or an export of the audit log may come to its end. */
  auditEnd: Promise<void> = Promise.resolve();

  readonly #options: FakeDeskOptions;
  readonly #listeners = new Map<string, Set<(payload: unknown) => void>>();
  readonly #refusals = new Map<string, Fault[]>();
  readonly #history = new Map<number, HistoryEntry[]>();
  readonly #undo = new Map<number, { before: FakeToken[]; action: Action }>();
  #passphrase: string | null;
  #draft: TokenDraft | null = null;
  /** The text of the file of tokens that is kept. */
  tokenFile: string | null = null;
  /** Keys that imports drew. */
  unsavedKeys: UnsavedKeys;
  #nextUndo = 1;
  #isCancelled = false;
  #clearTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FakeDeskOptions = {}) {
    this.#options = options;
    this.tokens = options.tokens ?? sampleTokens(41, Date.now());
    this.scopes = options.scopes ?? sampleScopes();
    this.unsavedKeys = options.unsavedKeys ?? NO_KEYS;
    this.routes = options.routes ?? sampleRoutes();
    this.audit = options.audit ?? sampleAudit(Date.now());
    this.vault = options.vault ?? { state: "unlocked", by: "keyring" };
    this.#passphrase = options.passphrase ?? null;
    if (this.vault.state === "unlocked" || this.vault.state === "locked")
      this.#addSlot(this.#passphrase === null ? "keyring" : "passphrase");
    this.settings = {
      language: "en",
      theme: "light",
      density: "compact",
      keyPrefix: "sk-",
      defaultVisibility: "copyable",
      clipboardSeconds: 30,
      autoLockMinutes: 10,
      dailyNotice: true,
      ...options.settings,
    };
  }

  /** The next time this command is asked, it is refused. */
  refuseNext(name: keyof Commands, fault: Fault): void {
    this.#refusals.set(name, [...(this.#refusals.get(name) ?? []), fault]);
  }

  emit<N extends keyof Events>(name: N, payload: Events[N]): void {
    for (const handler of this.#listeners.get(name) ?? []) handler(payload);
  }

  asked(name: keyof Commands): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.request);
  }

  async invoke(name: string, request: unknown): Promise<unknown> {
    const known = name as keyof Commands;
    this.calls.push({ name: known, request });
    await new Promise((resolve) => setTimeout(resolve, this.#options.delayMs ?? 0));
    const refusal = this.#refusals.get(name)?.shift();
    if (refusal) throw refusal as unknown as Error;
    const answer = (this.#handlers[known] as (request: unknown) => unknown)(request);
    return structuredClone(await answer);
  }

  listen(name: string, handler: (payload: unknown) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set.add(handler));
    return () => set.delete(handler);
  }

  readonly #handlers: Handlers = {
    boot: (): Boot => ({
      settings: this.#inForce(),
      vault: this.vault,
      version: "0.1.0",
      dataPath: "/home/anna/.local/share/tokendesk/tokens.db",
      fault: this.#options.fault ?? null,
      unsavedKeys: this.unsavedKeys,
      recovery: this.#options.recovery ?? null,
    }),
    page_ready: () => null,
    closing_asked: () => null,
    close_window: () => null,

    review_issue: (draft) => this.#review(draft),
    issue_token: (draft) => {
      const review = this.#review(draft);
      if (review.errors.length > 0) this.#refuse({ code: "invalid", errors: review.errors });
      if (draft.visibility === "copyable") this.#needVault();
      const id = Math.max(0, ...this.tokens.map((token) => token.row.id)) + 1;
      const key = fakeKey(id + 1000, this.settings.keyPrefix);
      this.tokens.push({
        key,
        description: draft.description,
        disabled: false,
        generation: 1,
        oldKeys: [],
        revoked: null,
        row: {
          id,
          revision: 1,
          name: review.name,
          status: "active",
          maskedKey: mask(key),
          visibility: draft.visibility,
          scopes: [...draft.scopes].sort(),
          expiresMs: review.expiresMs,
          limit: review.limit,
          rate: review.rate,
          used: 0,
          quota: review.quota,
          spent: { total: 0, daily: 0, monthly: 0 },
          models: review.models,
          group: review.group,
          allowIps: review.allow.flatMap((one) => one.canonical ?? []),
          blockIps: review.block.flatMap((one) => one.canonical ?? []),
          createdMs: Date.now(),
          lastUsedMs: null,
          deletedMs: null,
        },
      });
      this.#remember(id, "issued");
      this.#draft = null;
      this.#changed();
      return { token: this.#details(id) };
    },
    forget_issued_key: () => null,
    save_issue_draft: (draft) => {
      this.#draft = draft;
      return null;
    },
    load_issue_draft: () => this.#draft,
    discard_issue_draft: () => {
      this.#draft = null;
      return null;
    },

    list_tokens: ({ query, start, count }) => {
      const rows = this.#list(query);
      const total = this.#options.isCountedLater && rows.length > start + count ? null : rows.length;
      return { total, start, rows: rows.slice(start, start + count) };
    },
    count_list: (query) => this.#list(query).length,
    count_tokens: () => this.#counts(),
    locate_tokens: ({ query, ids }) => {
      const list = this.#list(query).map((row) => row.id);
      return { indexes: ids.map((id) => (list.includes(id) ? list.indexOf(id) : null)) };
    },
    token_details: ({ id }) => this.#details(id),
    token_usage: ({ id, span }) => usageOf(this.#token(id), span, Date.now()),
    explain_request: (request) => explain(this.#token(request.id), request),
    review_edit: (draft) => {
      const token = this.#token(draft.id);
      return readDraft(draft, Date.now(), 0, token.row.expiresMs, this.scopes.length);
    },
    edit_token: (draft) => {
      const token = this.#token(draft.id);
      if (token.row.revision !== draft.revision)
        this.#refuse({ code: "conflict", current: this.#details(draft.id) });
      if (token.revoked || token.row.deletedMs !== null) this.#refuse({ code: "not_editable" });
      const review = readDraft(draft, Date.now(), 0, token.row.expiresMs, this.scopes.length);
      if (review.errors.length > 0) this.#refuse({ code: "invalid", errors: review.errors });
      const changes: FieldChange[] = [];
      if (token.description !== draft.description)
        changes.push({ field: "description", before: token.description, after: draft.description });
      const [before, after] = [token.row.scopes.join("\n"), [...draft.scopes].sort().join("\n")];
      if (before !== after) changes.push({ field: "scopes", before, after });
      token.description = draft.description;
      Object.assign(token.row, {
        revision: token.row.revision + 1,
        scopes: [...draft.scopes].sort(),
        expiresMs: review.expiresMs,
        limit: review.limit,
        rate: review.rate,
        quota: review.quota,
        models: review.models,
        group: review.group,
        allowIps: review.allow.flatMap((one) => one.canonical ?? []),
        blockIps: review.block.flatMap((one) => one.canonical ?? []),
      } satisfies Partial<TokenRow>);
      this.#remember(draft.id, "edited", changes);
      this.#changed();
      return this.#details(draft.id);
    },
    rotate_token_key: ({ id, grace, quietFor }) => {
      const token = this.#token(id);
      if (token.revoked || token.row.deletedMs !== null) this.#refuse({ code: "not_editable" });
      if (token.row.visibility === "copyable") this.#needVault();
      const untilMs = Math.min(Date.now() + timeMs(grace), token.row.expiresMs ?? Infinity);
      const old = oldKey(token, untilMs, quietFor === "" ? null : timeMs(quietFor));
      token.oldKeys = untilMs > Date.now() ? [old, ...token.oldKeys] : token.oldKeys;
      token.generation += 1;
      token.key = fakeKey(id + 1000 * token.generation, this.settings.keyPrefix);
      token.row = { ...token.row, maskedKey: mask(token.key), revision: token.row.revision + 1 };
      this.#remember(id, "rotated", [
        { field: "key", before: old.maskedKey, after: token.row.maskedKey },
        { field: "oldKeyUntil", before: null, after: String(untilMs) },
      ]);
      this.#changed();
      return { token: this.#details(id) };
    },
    revoke_old_key: ({ id, generation }) => {
      const token = this.#token(id);
      const old = token.oldKeys.find((one) => one.generation === generation);
      if (!old) this.#refuse({ code: "no_such_key" });
      token.oldKeys = token.oldKeys.filter((one) => one !== old);
      this.#remember(id, "old_key_ended", [{ field: "key", before: old.maskedKey, after: null }]);
      this.#changed();
      return this.#details(id);
    },
    preview_change: (change) => {
      const targets = this.#targets(change.target);
      const willChange = targets.filter((token) => changes(token, change)).length;
      const only = targets.length === 1 ? (targets[0]?.row.name ?? null) : null;
      return { total: targets.length, willChange, only, errors: reasonErrors(change) };
    },
    change_tokens: (change) => this.#change(change),
    undo_change: ({ undo }) => {
      const kept = this.#undo.get(undo);
      if (!kept) this.#refuse({ code: "undo_expired" });
      this.#undo.delete(undo);
      for (const before of kept.before) {
        this.tokens = this.tokens.map((token) => (token.row.id === before.row.id ? before : token));
      }
      this.#changed();
      return { changed: kept.before.length, unchanged: 0, left: 0, undo: null, fault: null };
    },
    cancel_change: () => {
      this.#isCancelled = true;
      return null;
    },

    posture: () => postureOf(this.tokens, Date.now()),
    finding_page: ({ finding, start, count }) => {
      const found = tokensOf(this.tokens, finding, Date.now());
      const part = found.slice(start, start + count);
      return {
        total: found.length,
        tokens: part.map(({ token, atMs }) => ({ row: this.#row(token), atMs })),
      };
    },
    preview_remedy: ({ target, remedy }) => {
      const targets = this.#targets(target);
      const examples = targets.flatMap((token) => {
        const change = remedyChange(token, remedy, Date.now());
        return change === null ? [] : [{ id: token.row.id, name: token.row.name, changes: [change] }];
      });
      return { total: targets.length, willChange: examples.length, examples: examples.slice(0, 5) };
    },
    apply_remedy: ({ target, remedy }) => {
      const targets = this.#targets(target);
      const before: FakeToken[] = [];
      for (const token of targets) {
        const change = remedyChange(token, remedy, Date.now());
        if (change === null) continue;
        before.push(structuredClone(token));
        applyRemedy(token, change);
        this.#remember(token.row.id, "edited", [change]);
      }
      const undo = before.length === 0 ? null : this.#nextUndo++;
      if (undo !== null) this.#undo.set(undo, { before, action: "edited" });
      this.#changed();
      const unchanged = targets.length - before.length;
      return { changed: before.length, unchanged, left: 0, undo, fault: null };
    },

    preview_bulk_edit: ({ target, edit }) => {
      const problems = editProblems(edit);
      const targets = this.#targets(target);
      const refused = targets.filter((token) => tokenProblems(token, edit).length > 0);
      const changing = targets
        .filter((token) => !refused.includes(token))
        .map((token) => ({ id: token.row.id, name: token.row.name, changes: editChanges(token, edit) }))
        .filter(({ changes }) => changes.length > 0);
      return {
        total: targets.length,
        willChange: changing.length,
        examples: changing.slice(0, 5),
        refused: refused.length,
        refusedTokens: refused.map((token) => ({
          id: token.row.id,
          name: token.row.name,
          problems: tokenProblems(token, edit),
        })),
        problems,
        canBeUndone: true,
      };
    },
    apply_bulk_edit: ({ target, edit }) => {
      const targets = this.#targets(target);
      const before: FakeToken[] = [];
      for (const token of targets) {
        const changes = tokenProblems(token, edit).length > 0 ? [] : editChanges(token, edit);
        if (changes.length === 0) continue;
        before.push(structuredClone(token));
        applyEdit(token, changes);
        this.#remember(token.row.id, "edited", changes);
      }
      const undo = before.length === 0 ? null : this.#nextUndo++;
      if (undo !== null) this.#undo.set(undo, { before, action: "edited" });
      this.#changed();
      const unchanged = targets.length - before.length;
      return { changed: before.length, unchanged, left: 0, undo, fault: null };
    },

    preview_token_export: (target) => exportPreview(this.#targets(target)),
    export_tokens: async ({ target, format, withKeys }) => {
      const targets = this.#targets(target);
      const written = exportable(targets);
      const keys = withKeys ? keptKeys(written) : [];
      if (keys.length > 0) this.#needVault();
      if (!(await this.#goOn(written.length))) return null;
      for (const { row } of keys) this.#remember(row.id, "key_revealed");
      const name = `${withKeys ? "tokendesk-keys" : "tokendesk-tokens"}.${format === "csv" ? "csv" : "jsonl"}`;
      this.saved.push(name);
      return {
        path: `/home/anna/${name}`,
        written: written.length,
        leftOut: targets.length - written.length,
        withoutKey: withKeys ? written.length - keys.length : 0,
        damaged: 0,
      };
    },

    choose_token_file: () => {
      this.tokenFile = "name,scopes\nchosen,tokens:read";
      return { name: "tokens.csv" };
    },
    drop_token_file: ({ name, text }) => {
      if (text.trim() === "") this.#refuse({ code: "token_file_refused", problem: "empty", detail: "" });
      this.tokenFile = text;
      return { name };
    },
    preview_token_import: (choice) => this.#readTokenFile(choice).preview,
    import_tokens: async ({ choice, leaveOutWrong }) => {
      const { preview, right } = this.#readTokenFile(choice);
      const none = { issued: 0, adopted: 0, alreadyThere: 0, refused: preview.counts.refused };
      const rest = { fault: null, refused: preview.refused };
      if (preview.counts.refused > 0 && !leaveOutWrong)
        return { counts: none, left: right.length, unsaved: this.unsavedKeys, ...rest };
      this.#needVault();
      const counts = { ...none };
      this.#isCancelled = false;
      let done = 0;
      for (const { name, scopes, key, becomes } of right) {
        const stepMs = this.#options.stepMs ?? 0;
        if (stepMs > 0) {
          this.emit("change-progress", { done, total: right.length });
          await new Promise((resolve) => setTimeout(resolve, stepMs));
          // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by another command meanwhile
          if (this.#isCancelled) break;
        }
        done += 1;
        if (becomes === "already_there") counts.alreadyThere += 1;
        else {
          counts[becomes] += 1;
          this.#addImported(name, scopes, key);
        }
      }
      const { keys, shownOnce } = this.unsavedKeys;
      this.#setUnsaved({ keys: keys + counts.issued, shownOnce });
      this.#changed();
      return { counts, left: right.length - done, unsaved: this.unsavedKeys, ...rest };
    },
    save_imported_keys: () => {
      this.saved.push("tokendesk-keys.csv");
      const written = this.unsavedKeys.keys;
      this.#setUnsaved(NO_KEYS);
      return { path: "/home/anna/tokendesk-keys.csv", written, missing: 0 };
    },
    forget_token_file: () => {
      this.tokenFile = null;
      return null;
    },
    forget_imported_keys: () => {
      this.#setUnsaved(NO_KEYS);
      return null;
    },

    copy_token_key: ({ id }) => this.#copy(id, (key) => key),
    copy_token_example: ({ id }) =>
      this.#copy(id, (key) => `curl -H "Authorization: Bearer ${key}" https://api.example.com/`),
    copy_plain_text: ({ text }) => {
      this.clipboard = text;
      return null;
    },
    reveal_token_key: ({ id }) => {
      const token = this.#keyOf(id);
      this.#remember(id, "key_revealed");
      return { key: token.key };
    },
    clear_clipboard: () => {
      this.#clear();
      return null;
    },

    list_scopes: () => this.#scopes(),
    add_scope: (draft) => {
      const errors: FieldError[] = [];
      const bad = /[^a-z0-9.:_-]/.exec(draft.name);
      if (draft.name === "") errors.push({ field: "scopeName", index: null, problem: { code: "required" } });
      else if (bad)
        errors.push({
          field: "scopeName",
          index: null,
          problem: { code: "bad_character", character: bad[0] },
        });
      else if (this.scopes.some((scope) => scope.name === draft.name))
        errors.push({ field: "scopeName", index: null, problem: { code: "taken", name: draft.name } });
      if (errors.length > 0) this.#refuse({ code: "invalid", errors });
      this.scopes.push({ ...draft, retired: false, holders: 0 });
      this.#changed();
      return this.#scopes();
    },
    edit_scope: (draft) => {
      Object.assign(this.#scope(draft.name), { group: draft.group, description: draft.description });
      this.#changed();
      return this.#scopes();
    },
    retire_scope: ({ name }) => {
      const removed = this.#holders(name).length === 0;
      if (removed) this.scopes = this.scopes.filter((scope) => scope.name !== name);
      else this.#scope(name).retired = true;
      this.#changed();
      return { removed, scopes: this.#scopes() };
    },
    reinstate_scope: ({ name }) => {
      this.#scope(name).retired = false;
      this.#changed();
      return this.#scopes();
    },
    scope_holders: ({ name }) => {
      const holders = this.#holders(name);
      return {
        total: holders.length,
        tokens: holders.slice(0, 50).map(({ row }) => ({ id: row.id, name: row.name })),
      };
    },

    save_settings: (settings) => {
      const errors: FieldError[] = [];
      const bad = /[^A-Za-z0-9_-]/.exec(settings.keyPrefix);
      if (bad)
        errors.push({
          field: "keyPrefix",
          index: null,
          problem: { code: "bad_character", character: bad[0] },
        });
      const seconds = settings.clipboardSeconds;
      if (seconds !== null && (seconds < 5 || seconds > 120))
        errors.push({
          field: "clipboardSeconds",
          index: null,
          problem: { code: "out_of_range", min: 5, max: 120 },
        });
      if (errors.length > 0) this.#refuse({ code: "invalid", errors });
      this.settings = settings;
      this.emit("settings-changed", this.#inForce());
      return this.#inForce();
    },

    test_gateway: (request) => testGateway(request, this.gatewayMistakes),

    list_backups: () => this.backups.now(),
    save_daily_backups: ({ areWanted }) => {
      this.backups.isDaily = areWanted;
      return this.backups.now();
    },
    back_up: () => this.backups.make("by_hand"),
    save_backup_copy: () => {
      this.saved.push("tokendesk-copy.db");
      return { path: "/home/anna/tokendesk-copy.db" };
    },
    prepare_restore: ({ name }) => this.backups.prepare(name),
    restore_backup: () => {
      if (this.backups.prepared === null) this.#refuse({ code: "internal", detail: "nothing prepared" });
      this.#changed();
      return this.backups.make("before_restore");
    },
    backups_at_hand: () => this.backups.kept,
    prepare_replacement: ({ name }) => this.backups.prepare(name).content,
    replace_data_file: () => {
      if (this.backups.prepared === null) this.#refuse({ code: "internal", detail: "nothing prepared" });
      return { kept: "/home/anna/.local/share/tokendesk/backups/tokendesk-2027-01-31T120000Z-unreadable.db" };
    },
    drop_restore: () => {
      this.backups.prepared = null;
      return null;
    },

    list_admin_keys: () => this.adminKeys,
    issue_admin_key: ({ name, scopes, expiry, allowIps }) => {
      const errors: FieldError[] = [];
      if (name.trim() === "") errors.push({ field: "name", index: null, problem: { code: "required" } });
      if (scopes.length === 0) errors.push({ field: "scopes", index: null, problem: { code: "required" } });
      for (const [index, entry] of allowIps.entries()) {
        const problem = { code: "address", problem: { code: "malformed" } } as const;
        if (!/^[0-9a-f.:/]+$/u.test(entry)) errors.push({ field: "allowIps", index, problem });
      }
      if (errors.length > 0) this.#refuse({ code: "invalid", errors });
      const key: AdminKey = {
        id: this.adminKeys.length + 1,
        name: name.trim(),
        maskedKey: "tdadmin-AbCd…wXyZ",
        state: "active",
        scopes: scopes as AdminScope[],
        expiresMs: expiry.kind === "in_days" ? Date.now() + expiry.days * DAY : null,
        allowIps,
        createdMs: Date.now(),
        lastUsedMs: null,
      };
      this.adminKeys = [key, ...this.adminKeys];
      this.#changed();
      return key;
    },
    copy_admin_key: ({ id }) => {
      this.clipboard = `tdadmin-secret-${id}`;
      return { clearsMs: Date.now() + 30_000 };
    },
    forget_admin_key: () => null,
    revoke_admin_key: ({ id }) => {
      this.adminKeys = this.adminKeys.map((key) => (key.id === id ? { ...key, state: "revoked" } : key));
      this.#changed();
      return this.adminKeys;
    },

    vault_status: () => this.vault,
    set_vault_passphrase: ({ passphrase, again }) => {
      const length = scalars(passphrase);
      const refuse = (problem: FieldError["problem"]) =>
        this.#refuse({ code: "invalid", errors: [{ field: "passphrase", index: null, problem }] });
      if (length < 8) refuse({ code: "too_short", length, min: 8 });
      if (passphrase !== again) refuse({ code: "mismatch" });
      this.#passphrase = passphrase;
      return this.#setVault({ state: "unlocked", by: "passphrase" });
    },
    unlock_vault: ({ passphrase }) => {
      if (passphrase !== this.#passphrase) this.#refuse({ code: "wrong_passphrase" });
      return this.#setVault({ state: "unlocked", by: "passphrase" });
    },
    retry_keyring: () => {
      if (this.vault.state === "locked" && this.vault.hasKeyring && this.vault.reason.kind !== "keyring")
        return this.#setVault({ state: "unlocked", by: "keyring" });
      return this.vault;
    },
    lock_vault: () =>
      this.#setVault({
        state: "locked",
        reason: { kind: "by_hand" },
        hasPassphrase: this.#passphrase !== null,
        hasRecovery: this.slots.some((slot) => slot.kind === "recovery"),
        hasKeyring: this.vault.state === "unlocked" && this.vault.by === "keyring",
      }),
    note_activity: () => null,

    key_protection: () => this.#protection(),
    add_keyring_slot: () => {
      this.#addSlot("keyring");
      return this.vault;
    },
    draw_recovery_code: () => {
      if (this.vault.state === "locked") this.#refuse({ code: "vault_locked", status: this.vault });
      this.recoveryCode = ["4QXE", "7RZM", "0KTB", "HW2C", "N9VD", "5JPA", "G3SY", "1F86"];
      return { groups: this.recoveryCode, asked: [1, 5] };
    },
    confirm_recovery_code: ({ groups }) => {
      if (this.recoveryCode === null) this.#refuse({ code: "no_recovery_draft" });
      const [first, second] = groups.map((group) => group.trim().toUpperCase());
      if (first !== this.recoveryCode[1] || second !== this.recoveryCode[5])
        this.#refuse({ code: "wrong_groups" });
      this.recoveryCode = null;
      this.#addSlot("recovery");
      return this.vault;
    },
    drop_recovery_code: () => {
      this.recoveryCode = null;
      return null;
    },
    remove_slot: ({ id }) => {
      if (this.slots.length === 1) this.#refuse({ code: "last_slot" });
      this.slots = this.slots.filter((slot) => slot.id !== id);
      this.#changed();
      return this.vault;
    },
    rotate_data_key: () => {
      this.emit("rotation-progress", null);
      return { resealed: this.tokens.length, damaged: [], stopped: false };
    },
    stop_rotation: () => null,

    enforcement: () => this.enforcement.now(),
    enforce: (choice) => this.enforcement.choose(choice),
    latest_decisions: () => this.enforcement.decisions,
    list_routes: () => this.#routes(),
    save_route: (draft) => {
      const problems = routeProblems(draft, this.routes);
      if (problems.length > 0) this.#refuse({ code: "invalid_route", problems });
      const { host, method, path, scope } = draft;
      const id = draft.id ?? Math.max(0, ...this.routes.map((route) => route.id)) + 1;
      const route: Route = { id, host: host === "" ? null : host, method, path, scope, document: null };
      this.routes = [...this.routes.filter((one) => one.id !== id), route];
      this.#changed();
      return this.#routes();
    },
    remove_route: ({ id }) => {
      if (!this.routes.some((route) => route.id === id)) this.#refuse({ code: "not_found" });
      this.routes = this.routes.filter((route) => route.id !== id);
      this.#changed();
      return this.#routes();
    },
    choose_unmatched: ({ unmatched }) => {
      this.unmatched = unmatched;
      return this.#routes();
    },
    try_route: (trial) => tryRoute(trial, this.routes, this.unmatched),
    preview_document: (draft) => this.#document(draft),
    import_document: (draft) => {
      const preview = this.#document(draft);
      this.#changed();
      return preview;
    },

    review_gateway: (form) => reviewGateway(form),
    copy_gateway_file: ({ form, name }) => {
      const text = reviewGateway(form).files.find((file) => file.name === name)?.text;
      if (text === undefined) this.#refuse({ code: "internal", detail: `no file ${name}` });
      this.clipboard = text;
      if (form.secret === "") return { clearsMs: null };
      const clearsMs = Date.now() + 30_000;
      this.emit("clipboard-changed", { state: "holds", tokenId: null, name, clearsMs });
      return { clearsMs };
    },
    list_audit: ({ filter, before }) => {
      const older = this.audit.filter((entry) => before === null || entry.number < before);
      const looked = older.slice(0, this.auditLook);
      const found = looked.filter((entry) => isAskedFor(filter, entry));
      const entries = found.slice(0, AUDIT_PAGE);
      const isFull = found.length > AUDIT_PAGE;
      const isCut = !isFull && looked.length < older.length;
      const next = (isFull ? entries : isCut ? looked : []).at(-1)?.number ?? null;
      return { entries, next, isCut };
    },
    check_audit: async ({ noted }) => {
      await this.auditEnd;
      if (noted !== "" && !/^[0-9a-f]{64}$/i.test(noted)) return { kind: "not_a_head" };
      if (this.auditFault) return this.auditFault;
      const entry = this.audit.find(({ hash }) => hash === noted);
      if (noted !== "" && !entry) return { kind: "noted_head_gone" };
      const head = this.audit[0]?.hash ?? "0".repeat(64);
      return { kind: "intact", entries: this.audit.length, head, noted: entry?.number ?? null };
    },
    export_audit: async ({ format }) => {
      await this.auditEnd;
      const name = format === "csv" ? "tokendesk-audit.csv" : "tokendesk-audit.jsonl";
      this.saved.push(name);
      return { path: `/home/anna/${name}` };
    },

    cancel_audit: () => null,

    save_gateway_file: ({ file }) => {
      this.saved.push(file.name);
      return { path: `/home/anna/${file.name}` };
    },
  };

  /** Takes its time for each of so many; false: it was cancelled. */
  async #goOn(total: number): Promise<boolean> {
    this.#isCancelled = false;
    const stepMs = this.#options.stepMs ?? 0;
    for (let done = 0; done < total && stepMs > 0; done += 1) {
      this.emit("change-progress", { done, total });
      await new Promise((resolve) => setTimeout(resolve, stepMs));
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by another command meanwhile
      if (this.#isCancelled) return false;
    }
    return true;
  }

  #routes(): RoutesPage {
    return { routes: this.routes, unmatched: this.unmatched };
  }

  #document(draft: DocumentDraft): DocumentPreview {
    const problem = documentProblem(draft);
    if (problem) this.#refuse({ code: "document_refused", problem });
    return documentPreview(draft);
  }

  #readTokenFile(choice: ImportChoice): FakeImport {
    if (this.tokenFile === null) this.#refuse({ code: "token_file_refused", problem: "gone", detail: "" });
    return readTokenFile(this.tokenFile, choice, {
      scopes: this.scopes.map((scope) => scope.name),
      keys: this.tokens.map((token) => token.key),
      names: this.tokens.map((token) => token.row.name),
    });
  }

  #addImported(name: string, scopes: string[], key: string | null): void {
    const id = Math.max(0, ...this.tokens.map((token) => token.row.id)) + 1;
    const [sample] = sampleTokens(1, Date.now());
    if (!sample) return;
    const drawn = key ?? fakeKey(id + 1000, this.settings.keyPrefix);
    const row = { ...sample.row, id, name, scopes, maskedKey: mask(drawn), createdMs: Date.now() };
    this.tokens.push({ ...sample, key: drawn, row });
    this.#remember(id, "issued");
  }

  #refuse(fault: Fault): never {
    throw fault as unknown as Error;
  }

  #inForce(): SettingsInForce {
    const language = this.settings.language === "system" ? "en" : this.settings.language;
    const intlLocale = { en: "en-US", ko: "ko-KR", zh: "zh-CN" }[language];
    return {
      settings: this.settings,
      language,
      intlLocale,
      timeZone: this.#options.timeZone ?? "Asia/Seoul",
    };
  }

  #setVault(status: VaultStatus): VaultStatus {
    this.vault = status;
    this.emit("vault-changed", status);
    return status;
  }

  #needVault(): void {
    if (this.vault.state === "locked") this.#refuse({ code: "vault_locked", status: this.vault });
    if (this.vault.state === "needs_passphrase")
      this.#refuse({ code: "vault_needs_passphrase", status: this.vault });
    if (this.vault.state === "ready") this.#setVault({ state: "unlocked", by: "keyring" });
  }

  #addSlot(kind: SlotKind): void {
    const others = this.slots.filter((slot) => slot.kind !== kind || kind === "keyring");
    const isHere = kind === "keyring";
    const id = String(this.slots.length + 1).padStart(32, "0");
    this.slots = [...others, { id, kind, createdMs: Date.now(), machine: isHere ? "desk" : null, isHere }];
    this.#changed();
  }

  #protection(): KeyProtection {
    return { slots: this.slots, sealedKeys: this.tokens.length, rotation: null };
  }

  #setUnsaved(unsaved: UnsavedKeys): void {
    this.unsavedKeys = unsaved;
    this.emit("unsaved-keys", unsaved);
  }

  #changed(): void {
    this.emit("tokens-changed", null);
  }

  #token(id: number): FakeToken {
    const token = this.tokens.find((one) => one.row.id === id);
    return token ?? this.#refuse({ code: "not_found" });
  }

  #row(token: FakeToken): TokenRow {
    return { ...token.row, status: statusOf(token, Date.now()) };
  }

  #details(id: number): TokenDetails {
    const token = this.#token(id);
    const issued: HistoryEntry = {
      atMs: token.row.createdMs,
      actor: "desk:anna",
      action: "issued",
      changes: [],
    };
    return {
      row: this.#row(token),
      description: token.description,
      revokedMs: token.revoked?.atMs ?? null,
      revokedReason: token.revoked?.reason ?? null,
      dailyResetMs: Date.now() + DAY / 2,
      monthlyResetMs: Date.now() + 9 * DAY,
      purgeMs: token.row.deletedMs === null ? null : token.row.deletedMs + 30 * DAY,
      generation: token.generation,
      findings: findingsOf(token, Date.now()),
      oldKeys: token.oldKeys,
      history: this.#history.get(id) ?? [issued],
    };
  }

  #remember(id: number, action: Action, changed: FieldChange[] = []): void {
    const token = this.#token(id);
    const past = this.#history.get(id) ?? [
      { atMs: token.row.createdMs, actor: "desk:anna", action: "issued" as const, changes: [] },
    ];
    const entry: HistoryEntry = { atMs: Date.now(), actor: "desk:anna", action, changes: changed };
    this.#history.set(id, action === "issued" ? [entry] : [entry, ...past]);
  }

  #review(draft: TokenDraft) {
    const same = this.tokens.filter(
      (token) => token.row.name === draft.name.trim() && token.row.deletedMs === null && !token.revoked,
    );
    return readDraft(draft, Date.now(), same.length, null, this.scopes.length);
  }

  #keyOf(id: number): FakeToken {
    const token = this.#token(id);
    if (token.row.visibility === "show_once" && Date.now() - token.row.createdMs > 60_000)
      this.#refuse({ code: "key_not_kept" });
    if (token.row.visibility === "copyable") this.#needVault();
    return token;
  }

  #copy(id: number, text: (key: string) => string) {
    const token = this.#keyOf(id);
    this.clipboard = text(token.key);
    const seconds = this.settings.clipboardSeconds;
    const clearsMs = seconds === null ? null : Date.now() + seconds * 1000;
    clearTimeout(this.#clearTimer);
    if (seconds !== null) {
      this.#clearTimer = setTimeout(() => {
        this.#clear();
      }, seconds * 1000);
    }
    this.#remember(id, "key_copied");
    this.emit("clipboard-changed", { state: "holds", tokenId: id, name: token.row.name, clearsMs });
    return { clearsMs };
  }

  #clear(): void {
    clearTimeout(this.#clearTimer);
    this.clipboard = null;
    this.emit("clipboard-changed", { state: "cleared" });
  }

  #list(query: ListQuery): TokenRow[] {
    const wanted = query.search.toLowerCase();
    const found = this.tokens
      .filter((token) => inChip(statusOf(token, Date.now()), token.row, query.chip))
      .filter((token) => `${token.row.name}\n${token.description}`.toLowerCase().includes(wanted))
      .map((token) => this.#row(token));
    return found.sort(compareRows(query));
  }

  #counts(): ChipCounts {
    const count = (chip: ListQuery["chip"]) =>
      this.#list({ chip, search: "", sort: "name", descending: false }).length;
    return {
      all: count("all"),
      active: count("active"),
      expiring: count("expiring"),
      expired: count("expired"),
      exhausted: count("exhausted"),
      disabled: count("disabled"),
      revoked: count("revoked"),
      neverUsed: count("never_used"),
      trash: count("trash"),
    };
  }

  #targets(target: Target): FakeToken[] {
    if (target.kind === "ids") return this.tokens.filter((token) => target.ids.includes(token.row.id));
    if (target.kind === "finding")
      return tokensOf(this.tokens, target.finding, Date.now()).map(({ token }) => token);
    const list = this.#list(target.query).map((row) => row.id);
    const between = ({ first, last }: TokenRange) => list.slice(list.indexOf(first), list.indexOf(last) + 1);
    const ids = new Set(target.kind === "query" ? list : target.ranges.flatMap(between));
    for (const id of target.except) ids.delete(id);
    for (const id of target.kind === "ranges" ? target.also : []) ids.add(id);
    return this.tokens.filter((token) => ids.has(token.row.id));
  }

  async #change(change: Change): Promise<ChangeOutcome> {
    const errors = reasonErrors(change);
    if (errors.length > 0) this.#refuse({ code: "invalid", errors });
    const targets = this.#targets(change.target);
    const changing = targets.filter((token) => changes(token, change));
    const before: FakeToken[] = [];
    this.#isCancelled = false;
    const stepMs = this.#options.stepMs ?? 0;
    for (const [done, token] of changing.entries()) {
      if (stepMs > 0 && done % FAKE_STEP === 0) {
        this.emit("change-progress", { done, total: targets.length });
        await new Promise((resolve) => setTimeout(resolve, stepMs));
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by another command meanwhile
        if (this.#isCancelled) break;
      }
      before.push(structuredClone(token));
      this.#apply(token, change);
    }
    const final = change.action.kind === "revoke" || change.action.kind === "purge";
    const undo = final || before.length === 0 ? null : this.#nextUndo++;
    if (undo !== null) this.#undo.set(undo, { before, action: "edited" });
    this.#changed();
    const left = changing.length - before.length;
    const unchanged = targets.length - changing.length;
    return { changed: before.length, unchanged, left, undo, fault: null };
  }

  #apply(token: FakeToken, change: Change): void {
    token.row.revision += 1;
    const id = token.row.id;
    switch (change.action.kind) {
      case "disable":
        token.disabled = true;
        this.#remember(id, "disabled", [{ field: "state", before: "active", after: "disabled" }]);
        break;
      case "enable":
        token.disabled = false;
        this.#remember(id, "enabled", [{ field: "state", before: "disabled", after: "active" }]);
        break;
      case "revoke":
        token.revoked = { atMs: Date.now(), reason: change.action.reason.trim() };
        this.#remember(id, "revoked", [{ field: "reason", before: null, after: token.revoked.reason }]);
        break;
      case "delete":
        token.row.deletedMs = Date.now();
        this.#remember(id, "deleted");
        break;
      case "restore":
        token.row.deletedMs = null;
        this.#remember(id, "restored");
        break;
      case "purge":
        this.tokens = this.tokens.filter((one) => one.row.id !== id);
        break;
    }
  }

  #scopes(): Scope[] {
    return this.scopes.map((scope) => ({ ...scope, holders: this.#holders(scope.name).length }));
  }

  #scope(name: string): Scope {
    return this.scopes.find((scope) => scope.name === name) ?? this.#refuse({ code: "not_found" });
  }

  #holders(name: string): FakeToken[] {
    return this.tokens
      .filter((token) => token.row.deletedMs === null && !token.revoked && token.row.scopes.includes(name))
      .sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
  }
}
