import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { DocumentNote } from "../ipc/generated/DocumentNote";
import type { DocumentProblem } from "../ipc/generated/DocumentProblem";
import type { PlaceFault } from "../ipc/generated/PlaceFault";
import { problemText } from "./problemText";
import { routeProblemText } from "./routeText";

/** Why a document can't be imported. */
export function documentProblemText(problem: DocumentProblem, format: Format): string {
  switch (problem.code) {
    case "too_large": {
      const mib = format.count(problem.mib);
      return t`The document is too large; ${mib} MiB are the most.`;
    }
    case "syntax": {
      const { detail } = problem;
      if (problem.line === 0) return t`The document is neither JSON nor YAML that can be read: ${detail}`;
      const [line, column] = [format.count(problem.line), format.count(problem.column)];
      return t`The document can't be read at line ${line}, column ${column}: ${detail}`;
    }
    case "version": {
      if (problem.found === null)
        return t`This is no OpenAPI 3 or Swagger 2 document: it has neither “openapi” nor “swagger” at its top.`;
      const { found } = problem;
      return t`This is no OpenAPI 3 or Swagger 2 document: it says that it has version ${found}.`;
    }
    case "invalid":
      return t`Some places of the document can't be imported, so nothing of it is.`;
    case "no_routes":
      return t`The document has no path that could be a route.`;
    case "too_many_routes": {
      const max = format.count(problem.max);
      return t`The document has too many routes; ${max} are the most.`;
    }
    case "name":
      return problemText({ field: "scopeName", index: null, problem: problem.problem }, format);
  }
}

/** What is wrong at a place of a document. */
export function placeFaultText(fault: PlaceFault, format: Format): string {
  switch (fault.code) {
    case "reference": {
      const { to } = fault;
      return t`The reference ${to} leads to no path in this document.`;
    }
    case "method":
      return t`This is not a method.`;
    case "scope": {
      const { name } = fault;
      const why = problemText({ field: "scopeName", index: null, problem: fault.problem }, format);
      return t`The scope “${name}” can't be used. ${why}`;
    }
  }
}

/** Worth knowing before a document is imported. */
export function documentNoteText(note: DocumentNote, format: Format): string {
  const { place } = note;
  switch (note.code) {
    case "several_scopes": {
      const { taken } = note;
      const all = note.all.join(", ");
      return t`${place} names several scopes (${all}); ${taken} is taken.`;
    }
    case "any_token":
      return t`${place} names no scope; any valid token will pass.`;
    case "left_out": {
      const why = routeProblemText(note.problem, format);
      return t`${place} is left out. ${why}`;
    }
    case "same_requests": {
      const { first } = note;
      return t`${place} is for the same requests as ${first}, which counts.`;
    }
  }
}
