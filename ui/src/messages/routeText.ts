import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { RouteProblem } from "../ipc/generated/RouteProblem";
import { pathProblemText } from "./pathProblemText";

export type RouteField = "host" | "method" | "path" | "scope";

/** Where a problem is shown; null: above the form. */
export function routeFieldOf({ code }: RouteProblem): RouteField | null {
  if (code.startsWith("host_")) return "host";
  if (code === "method") return "method";
  if (code.startsWith("path") || code === "taken") return "path";
  return code === "unknown_scope" ? "scope" : null;
}

/** What is wrong with a route, and what would be right. */
export function routeProblemText(problem: RouteProblem, format: Format): string {
  switch (problem.code) {
    case "host_empty":
      return t`Enter a host, such as api.example.com.`;
    case "host_too_long": {
      const max = format.count(problem.max);
      return t`The host is too long; ${max} characters are the most.`;
    }
    case "host_is_address":
      return t`Enter the host alone, without https:// and without a path.`;
    case "host_with_port":
      return t`Enter the host without its port.`;
    case "host_character":
      return t`A host has letters, digits, - and _ between dots; write other scripts in their xn-- form.`;
    case "method":
      return t`This is not a method; choose one such as GET.`;
    case "path_no_slash":
      return t`The path must begin with /.`;
    case "path_too_long": {
      const [bytes, segments] = [format.count(problem.bytes), format.count(problem.segments)];
      return t`The path is too long; ${bytes} bytes and ${segments} segments are the most.`;
    }
    case "path_query":
      return t`Leave out the query: routes go by the path alone.`;
    case "path_empty_segment":
      return t`The path has two slashes in a row.`;
    case "path_braces": {
      const example = "{id}";
      return t`Braces go in pairs around a parameter's name, such as ${example}.`;
    }
    case "path_parameter_name": {
      const example = "{id}";
      return t`A parameter needs a name without spaces, such as ${example}.`;
    }
    case "path_parameters_touch":
      return t`Two parameters need something between them.`;
    case "path_rest_not_last": {
      const rest = "{rest*}";
      return t`${rest} stands for the rest of the path; nothing may follow it.`;
    }
    case "path_rest_not_alone": {
      const rest = "{rest*}";
      return t`${rest} must be a segment of its own.`;
    }
    case "path":
      return pathProblemText(problem.problem);
    case "unknown_scope": {
      const { name } = problem;
      return t`There is no scope “${name}” any more; choose another.`;
    }
    case "taken": {
      const { route } = problem;
      return t`These requests have a route already: ${route}.`;
    }
    case "too_many": {
      const max = format.count(problem.max);
      return t`There would be too many routes; ${max} are the most.`;
    }
  }
}
