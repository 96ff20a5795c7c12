import { type RefObject, useEffect, useRef, useState } from "react";

import type { FieldError } from "../../ipc/generated/FieldError";
import { focusFirstError } from "./focusField";

export interface ErrorFocus {
  readonly form: RefObject<HTMLDivElement | null>;
  /** Puts the focus on the first of them, once what goes with them is drawn. */
  readonly focusErrors: (errors: readonly FieldError[]) => void;
}

export function useErrorFocus(): ErrorFocus {
  const form = useRef<HTMLDivElement>(null);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  useEffect(() => {
    focusFirstError(form.current, errors);
  }, [errors]);
  return { form, focusErrors: setErrors };
}
