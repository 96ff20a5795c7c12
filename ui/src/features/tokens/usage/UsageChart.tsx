import { t } from "@lingui/core/macro";
import { type KeyboardEvent, useId, useRef, useState } from "react";

import { useFormat } from "../../../format/useFormat";
import type { UsageSpan } from "../../../ipc/generated/UsageSpan";
import type { UsageStretch } from "../../../ipc/generated/UsageStretch";
import { barsOf, chart } from "./bars";
import { stretchName } from "./stretchName";
import styles from "./Usage.module.css";

interface UsageChartProps {
  readonly span: UsageSpan;
  readonly stretches: readonly UsageStretch[];
}

/** A bar for each stretch of time; the arrow keys walk along them and each one says its numbers. */
export function UsageChart({ span, stretches }: UsageChartProps) {
  const format = useFormat();
  const hatch = useId();
  const drawing = useRef<SVGSVGElement>(null);
  const last = stretches.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  const { bars, most } = barsOf(stretches);
  const sentence = (stretch: UsageStretch) => {
    const [when, allowed, refused] = [
      stretchName(stretch, span, format),
      format.count(stretch.allowed),
      format.count(stretch.refused),
    ];
    return t`${when}: ${allowed} allowed, ${refused} refused`;
  };
  const walk = (event: KeyboardEvent) => {
    const at = chosen ?? last;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const bounded = Math.min(last, Math.max(0, to));
    setChosen(bounded);
    drawing.current?.querySelectorAll<SVGGElement>("[role=option]")[bounded]?.focus();
  };
  const shown = chosen === null ? undefined : stretches[chosen];
  const [first, end] = [stretches[0], stretches[last]];
  return (
    <div className={styles["chart"]}>
      <p className={styles["top"]} aria-hidden>
        {format.count(most)}
      </p>
      <svg
        ref={drawing}
        className={styles["drawing"]}
        viewBox={`0 0 ${chart.width} ${chart.height}`}
        role="listbox"
        tabIndex={-1}
        aria-label={span === "day" ? t`Requests by hour` : t`Requests by day`}
        aria-orientation="horizontal"
        onKeyDown={walk}
        onMouseLeave={() => {
          setChosen(null);
        }}
      >
        <defs>
          <pattern
            id={hatch}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className={styles["refusedFill"]} width="4" height="4" />
            <rect className={styles["stripe"]} width="1.5" height="4" />
          </pattern>
        </defs>
        {bars.map((bar, index) => {
          const stretch = stretches[index];
          return (
            stretch && (
              <g
                key={stretch.fromMs}
                role="option"
                className={styles["bar"]}
                aria-selected={index === chosen}
                aria-label={sentence(stretch)}
                tabIndex={index === (chosen ?? last) ? 0 : -1}
                onFocus={() => {
                  setChosen(index);
                }}
                onMouseEnter={() => {
                  setChosen(index);
                }}
              >
                <rect className={styles["ground"]} x={bar.x} y={0} width={bar.width} height={chart.height} />
                <rect className={styles["allowedFill"]} x={bar.x} width={bar.width} {...bar.allowed} />
                <rect fill={`url(#${hatch})`} x={bar.x} width={bar.width} {...bar.refused} />
              </g>
            )
          );
        })}
      </svg>
      <p className={styles["ends"]} aria-hidden>
        <span>{first && stretchName(first, span, format)}</span>
        <span>{end && stretchName(end, span, format)}</span>
      </p>
      <p className={styles["read"]}>
        {shown ? (
          sentence(shown)
        ) : (
          <>
            <span className={styles["key"]} data-part="allowed">
              {t`Allowed`}
            </span>
            <span className={styles["key"]} data-part="refused">
              {t`Refused`}
            </span>
          </>
        )}
      </p>
    </div>
  );
}
