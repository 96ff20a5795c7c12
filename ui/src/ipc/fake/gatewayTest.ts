import type { GatewayFinding } from "../generated/GatewayFinding";
import type { GatewayMistake } from "../generated/GatewayMistake";
import type { GatewayQuestion } from "../generated/GatewayQuestion";
import type { GatewayTest } from "../generated/GatewayTest";
import type { GatewayTestReport } from "../generated/GatewayTestReport";

const questions: GatewayQuestion[] = [
  "without_key",
  "unknown_key",
  "two_keys",
  "right_key",
  "key_taken_off",
  "identity",
  "address",
  "request_id",
  "deleted_key",
];
/** These are looked at where a backend is stood in for. */
const watched = new Set<GatewayQuestion>(["key_taken_off", "identity"]);

/** A gateway that is right, but for what the test says. */
export function testGateway(
  { gateway, path, backend }: GatewayTest,
  mistakes: Partial<Record<GatewayQuestion, GatewayMistake>>,
): GatewayTestReport {
  const report: GatewayTestReport = { gatewayProblem: null, pathProblem: null, steps: [] };
  if (gateway.trim() === "") return { ...report, gatewayProblem: { code: "required" } };
  if (!gateway.includes(":")) return { ...report, gatewayProblem: { code: "not_host_port" } };
  if (!path.startsWith("/")) return { ...report, pathProblem: { code: "bad_path" } };
  let isWrong = false;
  const find = (question: GatewayQuestion): GatewayFinding => {
    const mistake = mistakes[question];
    if (isWrong) return { result: "skipped", reason: "earlier" };
    if (mistake) {
      isWrong = true;
      return { result: "wrong", mistake };
    }
    if (backend === "" && watched.has(question)) return { result: "skipped", reason: "no_stand_in" };
    return { result: "right" };
  };
  return { ...report, steps: questions.map((question) => ({ question, finding: find(question) })) };
}
