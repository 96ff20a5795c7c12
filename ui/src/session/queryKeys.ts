import type { AuditFilter } from "../ipc/generated/AuditFilter";
import type { DocumentDraft } from "../ipc/generated/DocumentDraft";
import type { Finding } from "../ipc/generated/Finding";
import type { GatewayForm } from "../ipc/generated/GatewayForm";
import type { ImaginedRequest } from "../ipc/generated/ImaginedRequest";
import type { ImportChoice } from "../ipc/generated/ImportChoice";
import type { ListQuery } from "../ipc/generated/ListQuery";
import type { RouteTrial } from "../ipc/generated/RouteTrial";
import type { Target } from "../ipc/generated/Target";
import type { UsageSpan } from "../ipc/generated/UsageSpan";

/** Everything under `data` follows `tokens-changed`. */
export const queryKeys = {
  data: ["data"] as const,
  counts: ["data", "counts"] as const,
  /** Reads every token: it follows what changes at a distance. */
  posture: ["posture"] as const,
  findings: (finding: Finding, count: number) => ["posture", finding, count] as const,
  scopes: ["data", "scopes"] as const,
  holders: (name: string) => ["data", "holders", name] as const,
  page: (query: ListQuery, start: number) => ["data", "page", query, start] as const,
  length: (query: ListQuery) => ["data", "length", query] as const,
  places: (query: ListQuery, ids: readonly number[]) => ["data", "places", query, ids] as const,
  backups: ["data", "backups"] as const,
  backupsAtHand: ["backups-at-hand"] as const,
  adminKeys: ["data", "admin-keys"] as const,
  protection: ["data", "protection"] as const,
  simulation: (request: ImaginedRequest) => ["data", "simulation", request] as const,
  enforcement: ["enforcement"] as const,
  decisions: ["decisions"] as const,
  routes: ["data", "routes"] as const,
  routeTrial: (trial: RouteTrial) => ["data", "route-trial", trial] as const,
  document: (draft: DocumentDraft | null) => ["data", "document", draft] as const,
  tokenExport: (target: Target) => ["data", "token-export", target] as const,
  tokenImport: (taken: number, choice: ImportChoice) => ["data", "token-import", taken, choice] as const,
  audit: (filter: AuditFilter) => ["data", "audit", filter] as const,
  auditCheck: (noted: string) => ["audit-check", noted] as const,
  gateway: (form: GatewayForm) => ["gateway", form] as const,
  details: (id: number) => ["data", "details", id] as const,
  usage: (id: number, span: UsageSpan) => ["data", "usage", id, span] as const,
};
