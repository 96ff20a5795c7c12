import type { Scope } from "../generated/Scope";

const scope = (group: string, name: string, description: string): Scope => ({
  name,
  group,
  description,
  retired: false,
  holders: 0,
});

export function sampleScopes(): Scope[] {
  return [
    scope("Tokens", "tokens:read", "See tokens and their use"),
    scope("Tokens", "tokens:write", "Issue, change and revoke tokens"),
    scope("Clusters", "clusters:read", "See clusters and their state"),
    scope("Clusters", "clusters:write", "Create and change clusters"),
    scope("Billing", "billing:read", "See invoices"),
    scope("Billing", "billing:write", "Pay and change billing data"),
    scope("Operations", "backups:write", "Make and restore backups"),
    scope("Operations", "metrics:read", "Read metrics"),
  ];
}
