import { t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import type { EnforcementStanding } from "../../ipc/generated/EnforcementStanding";
import { enforcementProblemText } from "../../messages/verifierText";

export interface TroubleBannerProps {
  place: string;
  standing: EnforcementStanding;
  isPending: boolean;
  /** Switches it on at this place, or tries again. */
  onEnforce: (place: string) => void;
}

/** Why tokens are not enforced, or not counted, and the way on. */
export function TroubleBanner({ place, standing, isPending, onEnforce }: TroubleBannerProps) {
  if (standing.state === "failed") {
    const { problem } = standing;
    const { what, next, detail } = enforcementProblemText(problem, place);
    const free = problem.code === "taken" ? problem.free : null;
    return (
      <Banner
        tone="danger"
        title={what}
        detail={detail}
        live
        actions={
          <>
            {free !== null && (
              <Button
                size="small"
                isPending={isPending}
                onPress={() => {
                  onEnforce(free);
                }}
              >
                {t`Use ${free}`}
              </Button>
            )}
            <Button
              size="small"
              isPending={isPending}
              onPress={() => {
                onEnforce(place);
              }}
            >
              {t`Try again`}
            </Button>
          </>
        }
      >
        {next}
      </Banner>
    );
  }
  if (standing.state !== "ready" || standing.figures.storeProblem === null) return null;
  const { isCounting, storeProblem } = standing.figures;
  return (
    <Banner
      tone={isCounting ? "warning" : "danger"}
      title={isCounting ? t`The data file can't be followed.` : t`Requests can't be counted.`}
      detail={storeProblem}
      live
    >
      {isCounting
        ? t`Tokens are enforced as they were last known. Changes hold as soon as the file can be used again.`
        : t`What was set aside of the limits is still used; after that, requests of limited tokens are refused. Look for a full disk, or a program that locks the file.`}
    </Banner>
  );
}
