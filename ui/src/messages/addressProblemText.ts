import { t } from "@lingui/core/macro";

import type { AddressProblem } from "../ipc/generated/AddressProblem";

/** Why an entry is not an address, and what would be right. `raw` is the entry as typed. */
export function addressProblemText(problem: AddressProblem, raw: string): string {
  switch (problem.code) {
    case "leading_zero":
      return t`“${raw}” has a number with a leading zero; write it without, such as 10.0.0.1.`;
    case "netmask":
      return t`“${raw}” has a netmask; write the prefix length, such as 10.0.0.0/8.`;
    case "range":
      return t`“${raw}” is a range; write it as CIDR, such as 10.0.0.0/24.`;
    case "host_name":
      return t`“${raw}” is a host name; enter its IP address.`;
    case "zone_id":
      return t`“${raw}” has a zone; leave out the part after %.`;
    case "port":
      return t`“${raw}” has a port; enter the address alone.`;
    case "not_ascii":
      return t`“${raw}” has a character that is not plain ASCII; type digits, dots and colons.`;
    case "prefix_too_long": {
      const max = problem.max;
      return t`The prefix length of “${raw}” is too long; ${max} is the most.`;
    }
    case "malformed":
      return t`“${raw}” is not an IP address or CIDR range; write it like 10.0.0.0/8 or 2001:db8::/32.`;
  }
}
