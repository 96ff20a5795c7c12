import type { Decision } from "../generated/Decision";
import type { Enforcement } from "../generated/Enforcement";
import type { EnforcementAnswer } from "../generated/EnforcementAnswer";
import type { EnforcementChoice } from "../generated/EnforcementChoice";
import type { EnforcementFigures } from "../generated/EnforcementFigures";
import type { EnforcementProblem } from "../generated/EnforcementProblem";
import type { LocalPlaceProblem } from "../generated/LocalPlaceProblem";

/** A verifier that nobody asks, unless a test says what it decided. */
export class FakeEnforcement {
  isOn = false;
  place = "127.0.0.1:9180";
  /** Places where another program listens. */
  readonly taken = new Set<string>();
  /** What keeps it from starting, whatever its place. */
  problem: EnforcementProblem | null = null;
  figures: EnforcementFigures = {
    allowed: 0,
    refused: 0,
    allowedPerSecond: 0,
    refusedPerSecond: 0,
    tokens: 41,
    lagMs: 0,
    maxLagMs: 0,
    isCounting: true,
    storeProblem: null,
  };
  decisions: Decision[] = [];

  now(): Enforcement {
    const { isOn, place, figures } = this;
    const problem = this.problem ?? (this.taken.has(place) ? { code: "taken", free: next(place) } : null);
    if (!isOn) return { isOn, place, standing: { state: "off" } };
    if (problem !== null) return { isOn, place, standing: { state: "failed", problem } };
    return { isOn, place, standing: { state: "ready", figures } };
  }

  choose({ isOn, place }: EnforcementChoice): EnforcementAnswer {
    const problem = wrongWith(place.trim());
    if (problem === null) {
      this.isOn = isOn;
      this.place = place.trim();
    }
    return { enforcement: this.now(), problem };
  }
}

function wrongWith(place: string): LocalPlaceProblem | null {
  if (place === "") return "required";
  if (!/^[\d.]+:\d+$/.test(place)) return "not_address_port";
  return place.startsWith("127.") ? null : "not_local";
}

function next(place: string): string {
  const [address, port] = place.split(":");
  return `${address}:${Number(port) + 1}`;
}
