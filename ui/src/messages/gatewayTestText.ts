import { t } from "@lingui/core/macro";

import type { GatewayMistake } from "../ipc/generated/GatewayMistake";
import type { GatewayQuestion } from "../ipc/generated/GatewayQuestion";
import type { GatewaySkip } from "../ipc/generated/GatewaySkip";

/** What a step of the test looks at, as it should be. */
export function questionText(question: GatewayQuestion): string {
  switch (question) {
    case "without_key":
      return t`A request without a key is refused`;
    case "unknown_key":
      return t`A key that nobody has is refused`;
    case "two_keys":
      return t`Two keys at once are refused`;
    case "right_key":
      return t`A right key passes`;
    case "key_taken_off":
      return t`The service does not get the key`;
    case "identity":
      return t`The service is told whose request it is, whatever the client says`;
    case "address":
      return t`Clients can't forge their address`;
    case "request_id":
      return t`Each request is counted, whatever the client calls it`;
    case "deleted_key":
      return t`A deleted token is refused at once`;
  }
}

/** What is wrong, and how it is mended. */
export function mistakeText(mistake: GatewayMistake): { what: string; next: string } {
  switch (mistake.code) {
    case "nobody_listens":
      return {
        what: t`Nobody listens at this address.`,
        next: t`Start the gateway, and compare the address with the one in its configuration.`,
      };
    case "no_way":
      return {
        what: t`The address can't be reached from this machine.`,
        next: t`Look at the name, the network and the firewall.`,
      };
    case "too_slow":
      return {
        what: t`There is no answer.`,
        next: t`Something takes the connection and says nothing. Look whether it is the gateway, and what its log says.`,
      };
    case "not_http":
      return {
        what: t`What answers there does not speak plain HTTP.`,
        next: t`Test the port without TLS; this test sends no HTTPS.`,
      };
    case "redirects": {
      const { status } = mistake;
      return {
        what: t`It redirects (${status}).`,
        next: t`Test the address that it leads to, without TLS.`,
      };
    }
    case "not_enforced": {
      const { status } = mistake;
      return {
        what: t`It answers ${status} without a key: tokens are not enforced.`,
        next: t`It does not ask the verifier here. Load the configuration of this page, restart the gateway, and see that no other site of it takes the request.`,
      };
    }
    case "verifier_unreached": {
      const { status } = mistake;
      return {
        what: t`It answers ${status}: it does not reach the verifier.`,
        next: t`Start the verifier, and compare its address with the one in the configuration. Nobody gets through until then.`,
      };
    }
    case "distrusted":
      return {
        what: t`The verifier turns the gateway away.`,
        next: t`Compare the gateway secret on both sides, and name the gateway's address with --trusted-gateway if it is on another machine.`,
      };
    case "bad_request":
      return {
        what: t`It answers 400.`,
        next: t`It expects HTTPS or another host at this address, or the path can be read in two ways.`,
      };
    case "any_key_passes": {
      const { status } = mistake;
      return {
        what: t`A key that nobody has gets ${status}.`,
        next: t`The gateway asks about keys and does not heed the answer. Take the whole configuration of this page.`,
      };
    }
    case "two_keys_pass": {
      const { status } = mistake;
      return {
        what: t`Two keys at once get ${status}.`,
        next: t`The gateway shows the verifier only one of them. Take the whole configuration of this page.`,
      };
    }
    case "other_data":
      return {
        what: t`The verifier does not know a key that was just issued.`,
        next: t`It has another data file. Start it with the data folder of this console (Settings, Data file).`,
      };
    case "no_route":
      return {
        what: t`A key with every scope is refused.`,
        next: t`There are routes, and none is for this path. Test a path that has one.`,
      };
    case "limited":
      return {
        what: t`A key that was never used has too many requests.`,
        next: t`The gateway has a limit of its own. Wait a moment, or raise it.`,
      };
    case "backend_unreached": {
      const { status } = mistake;
      return {
        what: t`It answers ${status}: it does not reach your service.`,
        next: t`Start the service, and compare its address with the one in the configuration.`,
      };
    }
    case "elsewhere": {
      const { status } = mistake;
      return {
        what: t`It answers ${status}, and nothing came to the service's address.`,
        next: t`The gateway has another backend. Compare it with the one on this page.`,
      };
    }
    case "key_passed_on":
      return {
        what: t`The service gets the client's key.`,
        next: t`Whoever reads the service's logs can use it. Take the lines that remove the key from the configuration of this page.`,
      };
    case "no_identity":
      return {
        what: t`The service is not told whose request it is.`,
        next: t`Take the lines that set X-Token-Id from the configuration of this page.`,
      };
    case "identity_forged":
      return {
        what: t`The service gets an X-Token-Id that the client made up.`,
        next: t`Replace the header instead of adding to it, as the configuration of this page does.`,
      };
    case "address_forged":
      return {
        what: t`The gateway believes what clients say of their address.`,
        next: t`Allow and block lists can be got around. Name your load balancer alone as a trusted proxy, or none.`,
      };
    case "request_id_forged":
      return {
        what: t`The gateway hands on the client's own X-Request-Id.`,
        next: t`Requests with the same one are counted once. Make a new one for each request, as the configuration of this page does.`,
      };
    case "still_passes": {
      const { status } = mistake;
      return {
        what: t`A deleted token still gets ${status}.`,
        next: t`The gateway keeps answers. Switch its cache off for requests with a key.`,
      };
    }
  }
}

/** Why a step was left out. */
export function skipText(reason: GatewaySkip): string {
  switch (reason) {
    case "earlier":
      return t`Left out until the mistake above is mended.`;
    case "no_stand_in":
      return t`Left out: your service itself answers. Stop it for a moment on this machine, or fill in its address, to have this looked at.`;
    case "no_rate_limit":
      return t`Left out: the gateway does not pass RateLimit on.`;
  }
}
