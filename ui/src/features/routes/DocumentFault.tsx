import { t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import { FaultBanner } from "../../components/FaultBanner";
import { useFormat } from "../../format/useFormat";
import type { Fault } from "../../ipc/generated/Fault";
import { documentProblemText, placeFaultText } from "../../messages/documentText";
import { routeFieldOf, routeProblemText } from "../../messages/routeText";
import styles from "./ImportDialog.module.css";

/** So many wrong places are named. */
const NAMED = 20;

/** Why the document can't be imported. */
export function DocumentFault({ fault }: { fault: Fault }) {
  const format = useFormat();
  if (fault.code === "invalid_route") {
    // What is wrong with a field stands at it.
    const above = fault.problems.filter((problem) => routeFieldOf(problem) !== "host");
    return above.map((problem) => (
      <Banner key={problem.code} tone="danger" live>
        {routeProblemText(problem, format)}
      </Banner>
    ));
  }
  if (fault.code !== "document_refused") return <FaultBanner fault={fault} />;
  const { problem } = fault;
  const places = problem.code === "invalid" ? problem.places : [];
  const more = format.count(places.length - NAMED);
  return (
    <Banner tone="danger" live title={t`This document can't be imported.`}>
      <p>{documentProblemText(problem, format)}</p>
      {places.length > 0 && (
        <ul className={styles["places"]}>
          {places.slice(0, NAMED).map(({ place, fault: wrong }, index) => (
            <li key={index}>
              <code>{place}</code>: {placeFaultText(wrong, format)}
            </li>
          ))}
          {places.length > NAMED && <li>{t`and ${more} more`}</li>}
        </ul>
      )}
    </Banner>
  );
}
