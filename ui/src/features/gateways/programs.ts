import type { Gateway } from "../../ipc/generated/Gateway";

/** The gateways by their names, which are the same in every language. Envoy can ask in two ways. */
export const programs: { value: Exclude<Gateway, "envoy_grpc">; label: string }[] = [
  { value: "nginx", label: "nginx" },
  { value: "caddy", label: "Caddy" },
  { value: "envoy", label: "Envoy" },
  { value: "haproxy", label: "HAProxy" },
  { value: "traefik", label: "Traefik" },
];

/** How Envoy can ask. */
export const protocols: { value: "envoy" | "envoy_grpc"; label: string }[] = [
  { value: "envoy", label: "HTTP" },
  { value: "envoy_grpc", label: "gRPC" },
];
