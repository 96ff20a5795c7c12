import type { DocumentDraft } from "../generated/DocumentDraft";
import type { DocumentPreview } from "../generated/DocumentPreview";
import type { DocumentProblem } from "../generated/DocumentProblem";
import type { Route } from "../generated/Route";
import type { RouteDraft } from "../generated/RouteDraft";
import type { RouteMatch } from "../generated/RouteMatch";
import type { RouteProblem } from "../generated/RouteProblem";
import type { RouteTrial } from "../generated/RouteTrial";
import type { Unmatched } from "../generated/Unmatched";

export function sampleRoutes(): Route[] {
  return [
    {
      id: 1,
      host: null,
      method: "GET",
      path: "/v1/clusters/{id}",
      scope: "clusters:read",
      document: "Fleet",
    },
    { id: 2, host: null, method: "POST", path: "/v1/clusters", scope: "clusters:write", document: "Fleet" },
    {
      id: 3,
      host: "api.example.com",
      method: "ANY",
      path: "/v1/billing/{rest*}",
      scope: "billing:read",
      document: null,
    },
    { id: 4, host: null, method: "GET", path: "/health", scope: null, document: null },
  ];
}

/** What is wrong with a route: a few of Rust's rules, enough to see the form speak. */
export function routeProblems(draft: RouteDraft, routes: readonly Route[]): RouteProblem[] {
  const problems: RouteProblem[] = [];
  if (draft.host.includes("/")) problems.push({ code: "host_is_address" });
  if (!draft.path.startsWith("/")) problems.push({ code: "path_no_slash" });
  else if (draft.path.includes("//")) problems.push({ code: "path_empty_segment" });
  const taken = routes.find(
    (route) =>
      route.id !== draft.id &&
      route.method === draft.method &&
      route.path === draft.path &&
      (route.host ?? "") === draft.host,
  );
  if (taken) problems.push({ code: "taken", route: `${taken.method} ${taken.host ?? ""}${taken.path}` });
  return problems;
}

/** The first route that fits by the letter; a parameter takes one segment. */
export function tryRoute(trial: RouteTrial, routes: readonly Route[], unmatched: Unmatched): RouteMatch {
  if (!trial.target.startsWith("/")) return { kind: "path_refused", problem: "not_origin_form" };
  if (trial.target.includes("//")) return { kind: "path_refused", problem: "double_slash" };
  if (routes.length === 0) return { kind: "no_routes" };
  const fits = ({ method, host, path }: Route) => {
    const pattern = path.replace(/\{\w+\*\}/, ".*").replaceAll(/\{\w+\}/g, "[^/]+");
    return (
      (method === "ANY" || method === trial.method) &&
      (host === null || host === trial.host) &&
      new RegExp(`^${pattern}$`).test(trial.target)
    );
  };
  const route = routes.find(fits);
  return route ? { kind: "matched", route } : { kind: "unmatched", choice: unmatched };
}

/** What is wrong with a document: whether it is JSON of the right kind at all. */
export function documentProblem({ text }: DocumentDraft): DocumentProblem | null {
  try {
    const document = JSON.parse(text) as { openapi?: string };
    return document.openapi?.startsWith("3.") ? null : { code: "version", found: document.openapi ?? null };
  } catch {
    return { code: "syntax", line: 1, column: 1, detail: "expected a value" };
  }
}

/** What a document brings: always the same. */
export function documentPreview(draft: DocumentDraft): DocumentPreview {
  return {
    name: draft.name === "" ? "Pets" : draft.name,
    scopes: [{ change: "added", name: draft.by === "access" ? "pets:read" : "pets" }],
    routes: [
      { change: "added", route: `GET ${draft.host}${draft.base ?? "/v1"}/pets`, scope: "pets", former: null },
      { change: "changed", route: "GET /v1/pets/{id}", scope: "pets", former: { scope: null } },
      { change: "removed", route: "DELETE /v1/pets/{id}", scope: "pets", former: null },
      { change: "kept", route: "GET /health", scope: "pets", former: { scope: null } },
    ],
    counts: {
      scopesAdded: 1,
      scopesChanged: 0,
      scopesRetired: 0,
      routesAdded: 1,
      routesChanged: 1,
      routesRemoved: 1,
      routesKept: 1,
    },
    notes: [{ code: "any_token", place: "paths./v1/ping.get" }],
    noteCount: 1,
  };
}
