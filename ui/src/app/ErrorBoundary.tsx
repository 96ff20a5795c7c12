import { Component, type ReactNode } from "react";

import { FaultPage } from "./FaultPage";

/** A mistake of ours in the interface: says so and offers to load the window again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { thrown: Error | null }> {
  override state: { thrown: Error | null } = { thrown: null };

  static getDerivedStateFromError(thrown: Error) {
    return { thrown };
  }

  override render() {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    return <FaultPage fault={{ code: "internal", detail: thrown.message }} dataPath={null} />;
  }
}
