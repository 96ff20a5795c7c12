import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { i18n } from "@lingui/core";

import { makeFormat } from "../format/format";
import { type SpokenLanguage, speak } from "../i18n";
import type { AddressNote } from "../ipc/generated/AddressNote";
import type { AddressProblem } from "../ipc/generated/AddressProblem";
import type { EnforcementProblem } from "../ipc/generated/EnforcementProblem";
import type { EnforcementStanding } from "../ipc/generated/EnforcementStanding";
import type { DocumentNote } from "../ipc/generated/DocumentNote";
import type { DocumentProblem } from "../ipc/generated/DocumentProblem";
import type { Fault } from "../ipc/generated/Fault";
import type { Field } from "../ipc/generated/Field";
import type { GatewayMistake } from "../ipc/generated/GatewayMistake";
import type { GatewayProblem } from "../ipc/generated/GatewayProblem";
import type { GatewayQuestion } from "../ipc/generated/GatewayQuestion";
import type { GatewaySkip } from "../ipc/generated/GatewaySkip";
import type { KeyringProblem } from "../ipc/generated/KeyringProblem";
import type { LocalPlaceProblem } from "../ipc/generated/LocalPlaceProblem";
import type { Problem } from "../ipc/generated/Problem";
import type { Refusal } from "../ipc/generated/Refusal";
import type { PlaceFault } from "../ipc/generated/PlaceFault";
import type { RouteProblem } from "../ipc/generated/RouteProblem";
import type { RowProblem } from "../ipc/generated/RowProblem";
import type { ShapeProblem } from "../ipc/generated/ShapeProblem";
import type { TokenDetails } from "../ipc/generated/TokenDetails";
import type { TokenFileProblem } from "../ipc/generated/TokenFileProblem";
import type { Warning } from "../ipc/generated/Warning";
import { addressNoteText } from "./addressNoteText";
import { addressProblemText } from "./addressProblemText";
import { documentNoteText, documentProblemText, placeFaultText } from "./documentText";
import { faultText } from "./faultText";
import { mistakeText, questionText, skipText } from "./gatewayTestText";
import { gatewayProblemText } from "./gatewayText";
import { keyringText } from "./keyringText";
import { problemText } from "./problemText";
import { enforcementProblemText, localPlaceProblemText, standingWord } from "./verifierText";
import { refusalWord } from "./refusalWord";
import { routeProblemText } from "./routeText";
import { rowProblemText, tokenFileProblemText } from "./tokenFileText";
import { warningText } from "./warningText";

// Records by code: a new code does not compile until it stands here.
type ByCode<T extends { code: string }> = { [C in T["code"]]: Extract<T, { code: C }> };

const addressProblems: ByCode<AddressProblem> = {
  leading_zero: { code: "leading_zero" },
  netmask: { code: "netmask" },
  range: { code: "range" },
  host_name: { code: "host_name" },
  zone_id: { code: "zone_id" },
  port: { code: "port" },
  not_ascii: { code: "not_ascii" },
  prefix_too_long: { code: "prefix_too_long", max: 32 },
  malformed: { code: "malformed" },
};

const problems: ByCode<Problem> = {
  required: { code: "required" },
  too_long: { code: "too_long", length: 51, max: 50 },
  too_short: { code: "too_short", length: 3, min: 8 },
  too_many: { code: "too_many", count: 1001, max: 1000 },
  control_character: { code: "control_character" },
  bad_character: { code: "bad_character", character: "%" },
  address: { code: "address", problem: addressProblems.port },
  not_a_whole_number: { code: "not_a_whole_number" },
  negative: { code: "negative" },
  fraction: { code: "fraction" },
  too_large: { code: "too_large", max: 1e15 },
  not_an_amount: { code: "not_an_amount" },
  negative_amount: { code: "negative_amount" },
  not_whole_units: { code: "not_whole_units", nearest: 6_250_001, denomination: "dollars" },
  amount_too_large: { code: "amount_too_large", max: 1e15, denomination: "credits" },
  out_of_range: { code: "out_of_range", min: 5, max: 120 },
  not_a_date: { code: "not_a_date" },
  not_a_time: { code: "not_a_time", maxDays: 30 },
  not_in_time_zone: { code: "not_in_time_zone" },
  past: { code: "past", atMs: 0 },
  too_far: { code: "too_far" },
  unknown_scope: { code: "unknown_scope", name: "clusters:read" },
  retired_scope: { code: "retired_scope", name: "clusters:read" },
  unlimited_is_final: { code: "unlimited_is_final" },
  taken: { code: "taken", name: "clusters:read" },
  mismatch: { code: "mismatch" },
};

const fields: Record<Field, true> = {
  name: true,
  description: true,
  expiry: true,
  allowIps: true,
  blockIps: true,
  requestLimit: true,
  rate: true,
  burst: true,
  scopes: true,
  quota: true,
  dailyQuota: true,
  monthlyQuota: true,
  models: true,
  group: true,
  reason: true,
  scopeName: true,
  scopeGroup: true,
  keyPrefix: true,
  clipboardSeconds: true,
  autoLockMinutes: true,
  passphrase: true,
  grace: true,
  quietFor: true,
  since: true,
  until: true,
};

const locked = {
  state: "locked",
  reason: { kind: "by_hand" },
  hasPassphrase: true,
  hasRecovery: false,
  hasKeyring: false,
} as const;
const faults: ByCode<Fault> = {
  invalid: { code: "invalid", errors: [] },
  conflict: { code: "conflict", current: {} as TokenDetails },
  not_found: { code: "not_found" },
  not_editable: { code: "not_editable" },
  too_many_old_keys: { code: "too_many_old_keys" },
  no_such_key: { code: "no_such_key" },
  key_not_kept: { code: "key_not_kept" },
  key_damaged: { code: "key_damaged", id: 7 },
  vault_locked: { code: "vault_locked", status: locked },
  vault_needs_passphrase: { code: "vault_needs_passphrase", status: locked },
  wrong_passphrase: { code: "wrong_passphrase" },
  wrong_recovery_code: { code: "wrong_recovery_code" },
  mistyped_recovery_code: { code: "mistyped_recovery_code" },
  wrong_groups: { code: "wrong_groups" },
  no_recovery_draft: { code: "no_recovery_draft" },
  keyring_refused: { code: "keyring_refused", problem: "absent" },
  no_such_slot: { code: "no_such_slot" },
  last_slot: { code: "last_slot" },
  secrets_needed: { code: "secrets_needed", kinds: ["passphrase"] },
  foreign_slot: { code: "foreign_slot", id: "00" },
  clipboard_unavailable: { code: "clipboard_unavailable", detail: "no display" },
  file_not_written: { code: "file_not_written", detail: "EACCES" },
  file_no_room: { code: "file_no_room", detail: "ENOSPC" },
  not_in_table: { code: "not_in_table", name: "billing-ci", entry: "a;b" },
  locked_meanwhile: { code: "locked_meanwhile" },
  invalid_route: { code: "invalid_route", problems: [] },
  document_refused: { code: "document_refused", problem: { code: "no_routes" } },
  token_file_refused: { code: "token_file_refused", problem: "not_rows", detail: "line 1" },
  backup_unreadable: { code: "backup_unreadable", detail: "ENOENT" },
  not_a_backup: { code: "not_a_backup" },
  backup_damaged: { code: "backup_damaged", detail: "page 7" },
  backup_newer: { code: "backup_newer", found: 12, known: 10 },
  backup_foreign: { code: "backup_foreign" },
  backup_no_room: { code: "backup_no_room" },
  backup_unwritable: { code: "backup_unwritable", detail: "EACCES" },
  undo_expired: { code: "undo_expired" },
  change_running: { code: "change_running" },
  range_gone: { code: "range_gone" },
  store_busy: { code: "store_busy" },
  store_full: { code: "store_full" },
  store_read_only: { code: "store_read_only" },
  store_unreadable: { code: "store_unreadable", detail: "EACCES" },
  store_foreign: { code: "store_foreign" },
  store_newer: { code: "store_newer", found: 9, known: 1 },
  store_moved: { code: "store_moved" },
  store_foreign_log: { code: "store_foreign_log" },
  store_damaged: { code: "store_damaged", at: "table tokens: page 12" },
  store_corrupt: { code: "store_corrupt", table: "tokens", column: "name", row: 4 },
  internal: { code: "internal", detail: "bug" },
};

const routeProblems: ByCode<RouteProblem> = {
  host_empty: { code: "host_empty" },
  host_too_long: { code: "host_too_long", max: 253 },
  host_is_address: { code: "host_is_address" },
  host_with_port: { code: "host_with_port" },
  host_character: { code: "host_character" },
  method: { code: "method" },
  path_no_slash: { code: "path_no_slash" },
  path_too_long: { code: "path_too_long", bytes: 2048, segments: 64 },
  path_query: { code: "path_query" },
  path_empty_segment: { code: "path_empty_segment" },
  path_braces: { code: "path_braces" },
  path_parameter_name: { code: "path_parameter_name" },
  path_parameters_touch: { code: "path_parameters_touch" },
  path_rest_not_last: { code: "path_rest_not_last" },
  path_rest_not_alone: { code: "path_rest_not_alone" },
  path: { code: "path", problem: "backslash" },
  unknown_scope: { code: "unknown_scope", name: "clusters:read" },
  taken: { code: "taken", route: "GET /a" },
  too_many: { code: "too_many", count: 10_001, max: 10_000 },
};
const documentProblems: ByCode<DocumentProblem> = {
  too_large: { code: "too_large", mib: 16 },
  syntax: { code: "syntax", line: 3, column: 7, detail: "expected a value" },
  version: { code: "version", found: "1.2" },
  invalid: { code: "invalid", places: [] },
  no_routes: { code: "no_routes" },
  too_many_routes: { code: "too_many_routes", max: 10_000 },
  name: { code: "name", problem: { code: "taken", name: "hand" } },
};
const placeFaults: ByCode<PlaceFault> = {
  reference: { code: "reference", to: "other.yaml" },
  method: { code: "method" },
  scope: { code: "scope", name: "a b", problem: { code: "bad_character", character: " " } },
};
const documentNotes: ByCode<DocumentNote> = {
  several_scopes: { code: "several_scopes", place: "paths./a.get", taken: "a", all: ["a", "b"] },
  any_token: { code: "any_token", place: "paths./a.get" },
  left_out: { code: "left_out", place: "paths./a.get", problem: { code: "path_query" } },
  same_requests: { code: "same_requests", place: "paths./a.get", first: "GET /a" },
};

const warnings: Record<Warning, true> = {
  no_expiry: true,
  no_allow_list: true,
  allows_everything: true,
  all_scopes: true,
  no_limit: true,
  some_allow_never_matches: true,
  nothing_can_pass: true,
  limit_already_used: true,
  quota_already_spent: true,
};
const notes: Record<AddressNote, true> = {
  normalised: true,
  duplicate: true,
  never_matches: true,
  everything: true,
};
const keyrings: Record<KeyringProblem, true> = {
  absent: true,
  locked: true,
  empty: true,
  wrong_entry: true,
  slow: true,
  failed: true,
};

const enforcementProblems: ByCode<EnforcementProblem> = {
  taken: { code: "taken", free: null },
  denied: { code: "denied" },
  in_use: { code: "in_use" },
  system: { code: "system", detail: "EMFILE" },
};
const standings: Record<EnforcementStanding["state"], true> = {
  off: true,
  starting: true,
  ready: true,
  stopping: true,
  failed: true,
};
const places: Record<LocalPlaceProblem, true> = {
  required: true,
  not_address_port: true,
  not_local: true,
  no_port: true,
};
const refusals: Record<Refusal, true> = {
  key_missing: true,
  several_keys: true,
  unknown_key: true,
  deleted: true,
  revoked: true,
  disabled: true,
  key_rotated_out: true,
  expired: true,
  address_unknown: true,
  ip_blocked: true,
  ip_not_allowed: true,
  path_refused: true,
  no_route: true,
  scope_missing: true,
  model_unknown: true,
  model_not_allowed: true,
  rate_limited: true,
  limit_reached: true,
  quota_exhausted: true,
  reservation_taken: true,
  counting_unavailable: true,
};
const gatewayProblems: ByCode<GatewayProblem> = {
  required: { code: "required" },
  not_host_port: { code: "not_host_port" },
  not_address_port: { code: "not_address_port" },
  socket_path: { code: "socket_path" },
  socket_not_reached: { code: "socket_not_reached" },
  secret_length: { code: "secret_length", length: 5, min: 32, max: 256 },
  secret_character: { code: "secret_character" },
  bad_path: { code: "bad_path" },
};
const mistakes: ByCode<GatewayMistake> = {
  nobody_listens: { code: "nobody_listens" },
  no_way: { code: "no_way" },
  too_slow: { code: "too_slow" },
  not_http: { code: "not_http" },
  redirects: { code: "redirects", status: 301 },
  not_enforced: { code: "not_enforced", status: 200 },
  verifier_unreached: { code: "verifier_unreached", status: 503 },
  distrusted: { code: "distrusted" },
  bad_request: { code: "bad_request" },
  any_key_passes: { code: "any_key_passes", status: 200 },
  two_keys_pass: { code: "two_keys_pass", status: 200 },
  other_data: { code: "other_data" },
  no_route: { code: "no_route" },
  limited: { code: "limited" },
  backend_unreached: { code: "backend_unreached", status: 502 },
  elsewhere: { code: "elsewhere", status: 200 },
  key_passed_on: { code: "key_passed_on" },
  no_identity: { code: "no_identity" },
  identity_forged: { code: "identity_forged" },
  address_forged: { code: "address_forged" },
  request_id_forged: { code: "request_id_forged" },
  still_passes: { code: "still_passes", status: 200 },
};
const questions: Record<GatewayQuestion, true> = {
  without_key: true,
  unknown_key: true,
  two_keys: true,
  right_key: true,
  key_taken_off: true,
  identity: true,
  address: true,
  request_id: true,
  deleted_key: true,
};
const skips: Record<GatewaySkip, true> = { earlier: true, no_stand_in: true, no_rate_limit: true };

const fileProblems: Record<TokenFileProblem, true> = {
  unreadable: true,
  too_large: true,
  empty: true,
  no_scopes: true,
  missing_column: true,
  unknown_column: true,
  duplicate_column: true,
  unbalanced_quotes: true,
  row_too_long: true,
  not_rows: true,
  gone: true,
};
const shapes: Record<Exclude<ShapeProblem, "other">, true> = {
  wrong_cell_count: true,
  not_utf8: true,
  not_json: true,
  wrong_type: true,
  unknown_column: true,
  twice: true,
  not_yes_or_no: true,
  not_a_digest: true,
  two_keys: true,
  deleted: true,
};
const rowProblems: Omit<ByCode<RowProblem>, "shape"> = {
  field: { code: "field", error: { field: "allowIps", index: 1, problem: { code: "required" } }, entry: "" },
  no_number: { code: "no_number", field: "burst" },
  unknown_window: { code: "unknown_window", field: "requestLimit", word: "week" },
  key_too_short: { code: "key_too_short", length: 5, min: 20 },
  key_too_long: { code: "key_too_long", length: 500, max: 128 },
  key_bad_character: { code: "key_bad_character" },
  key_masked: { code: "key_masked" },
  key_guessable: { code: "key_guessable" },
  key_twice: { code: "key_twice" },
  key_taken: { code: "key_taken", id: 7, fields: ["name", "scopes"] },
  key_rotated: { code: "key_rotated", id: 7 },
  token_gone: { code: "token_gone", id: 7 },
};

const namesOf = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];

/** Every sentence that a code can become. */
function everySentence(): string[] {
  const format = makeFormat("en-US", "Asia/Seoul");
  return [
    ...Object.values(addressProblems).map((problem) => addressProblemText(problem, "10.0.0.1:80")),
    ...Object.values(problems).flatMap((problem) =>
      namesOf(fields).map((field) => problemText({ field, index: null, problem }, format, "10.0.0.1:80")),
    ),
    ...Object.values(faults).flatMap((fault: Fault) => [faultText(fault).what, faultText(fault).next]),
    ...Object.values(routeProblems).map((problem) => routeProblemText(problem, format)),
    ...Object.values(documentProblems).map((problem) => documentProblemText(problem, format)),
    ...Object.values(placeFaults).map((fault) => placeFaultText(fault, format)),
    ...Object.values(documentNotes).map((note) => documentNoteText(note, format)),
    ...namesOf(warnings).map(warningText),
    ...namesOf(notes).map((note) => addressNoteText(note, "10.0.0.5/8", "10.0.0.0/8")),
    ...namesOf(keyrings).map(keyringText),
    ...Object.values(enforcementProblems).flatMap((problem: EnforcementProblem) => {
      const { what, next } = enforcementProblemText(problem, "127.0.0.1:9180");
      return [what, next];
    }),
    ...namesOf(standings).map(standingWord),
    ...namesOf(places).map(localPlaceProblemText),
    ...namesOf(refusals).map(refusalWord),
    ...Object.values(gatewayProblems).map((problem) => gatewayProblemText(problem, format)),
    ...Object.values(mistakes).flatMap((mistake: GatewayMistake) => Object.values(mistakeText(mistake))),
    ...namesOf(questions).map(questionText),
    ...namesOf(skips).map(skipText),
    ...namesOf(fileProblems).flatMap((problem) => Object.values(tokenFileProblemText(problem))),
    ...Object.values(rowProblems).map((problem) => rowProblemText(problem, format)),
    ...namesOf(shapes).map((problem) =>
      rowProblemText({ code: "shape", problem, column: null, detail: "" }, format),
    ),
  ];
}

const missing = vi.fn();
beforeEach(() => {
  i18n.on("missing", missing);
});
afterEach(() => {
  i18n.removeListener("missing", missing);
  missing.mockClear();
});

const script: Record<SpokenLanguage, RegExp> = { en: /[a-z]/, ko: /[가-힣]/, zh: /[一-鿿]/ };

for (const language of ["en", "ko", "zh"] as const) {
  test(`every code has a whole sentence in ${language}`, () => {
    speak(language);
    for (const sentence of everySentence()) {
      expect(sentence).toMatch(script[language]);
      // A path's template has braces of its own.
      const plain = sentence.replaceAll(/\{id\}|\{rest\*\}/g, "…");
      expect(plain).not.toMatch(/[{}]|undefined|null|NaN/);
    }
    expect(missing).not.toHaveBeenCalled();
  });
}

test("a name that is too long says how long it is and how long it may be", () => {
  const format = makeFormat("zh-CN", "Asia/Shanghai");
  const error = { field: "name", index: null, problem: problems.too_long } as const;
  expect(problemText(error, format)).toBe("The name is 51 characters; 50 is the most.");
  speak("zh");
  expect(problemText(error, format)).toContain("令牌名称过长");
});

test("a bad address is named in its message", () => {
  expect(addressProblemText({ code: "malformed" }, "300.1.1")).toContain("“300.1.1” is not an IP address");
});
