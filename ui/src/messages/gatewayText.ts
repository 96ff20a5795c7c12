import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Gateway } from "../ipc/generated/Gateway";
import type { GatewayProblem } from "../ipc/generated/GatewayProblem";

/** What is wrong with a field of a gateway's form, and what would be right. */
export function gatewayProblemText(problem: GatewayProblem, format: Format): string {
  switch (problem.code) {
    case "required":
      return t`Fill in this field.`;
    case "not_host_port":
      return t`Write it as host and port, such as 127.0.0.1:3000 or api.internal:80.`;
    case "not_address_port":
      return t`Write it as an IP address and port, such as 127.0.0.1:9180; a name will not do.`;
    case "socket_path":
      return t`The path of a socket begins with / and has only letters, digits and . _ - / in it.`;
    case "socket_not_reached":
      return t`Traefik can't ask at a socket; give it an address and port.`;
    case "secret_length": {
      const [length, min] = [format.count(problem.length), format.count(problem.min)];
      const max = format.count(problem.max);
      return t`The secret has ${length} characters; ${min} to ${max} are needed.`;
    }
    case "secret_character":
      return t`Only English letters, digits, - and _ can stand in the secret.`;
    case "bad_path":
      return t`A path begins with / and has no spaces in it.`;
  }
}

/** What to know before a gateway is started with its configuration. */
export function gatewayNotes(gateway: Gateway): string[] {
  const proxies = t`Behind a load balancer, name it in the lines that are commented out: else its address is taken for the client's.`;
  const tls = t`It listens without TLS: take in the lines for HTTPS that are commented out and name your certificate, or put a balancer that has one in front.`;
  const verifier = t`It asks the verifier without TLS and shows it every key: both belong on one machine, or in a network that nobody else reads, such as WireGuard.`;
  switch (gateway) {
    case "nginx":
      return [
        t`Needs nginx 1.18 or newer with auth_request.`,
        t`Save it as /etc/nginx/conf.d/tokendesk.conf, then run: nginx -t && nginx -s reload`,
        t`Further locations need the same auth_request lines.`,
        proxies,
        tls,
        verifier,
      ];
    case "caddy":
      return [
        t`Needs Caddy 2.11.4 or newer: earlier ones can pass on forged headers.`,
        t`Start it with: caddy run --config Caddyfile`,
        proxies,
        tls,
        verifier,
      ];
    case "envoy":
      return [t`Needs Envoy 1.31 or newer.`, t`Start it with: envoy -c envoy.yaml`, proxies, tls, verifier];
    case "envoy_grpc":
      return [
        t`Needs Envoy 1.31 or newer.`,
        t`Start it with: envoy -c envoy.yaml`,
        t`Envoy asks over gRPC, at the same address of the verifier.`,
        proxies,
        tls,
        verifier,
      ];
    case "haproxy":
      return [
        t`Needs HAProxy 2.6 or newer with Lua.`,
        t`Save both files in one folder and start it there: haproxy -f haproxy.cfg`,
        proxies,
        tls,
        verifier,
      ];
    case "traefik":
      return [
        t`Needs Traefik 3.`,
        t`Save both files in one folder and start it there: traefik --configFile=traefik.yaml`,
        t`It can ask at an address and port only, not at a socket.`,
        tls,
        verifier,
      ];
  }
}
