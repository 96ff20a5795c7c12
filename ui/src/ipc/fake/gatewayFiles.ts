import type { Gateway } from "../generated/Gateway";
import type { GatewayError } from "../generated/GatewayError";
import type { GatewayForm } from "../generated/GatewayForm";
import type { GatewayReview } from "../generated/GatewayReview";

const names: Record<Gateway, string[]> = {
  nginx: ["tokendesk.conf"],
  caddy: ["Caddyfile"],
  envoy: ["envoy.yaml"],
  envoy_grpc: ["envoy.yaml"],
  haproxy: ["haproxy.cfg", "tokendesk.lua"],
  traefik: ["traefik.yaml", "tokendesk.yaml"],
};
const hidden = "••••••••";

/** A text in the place of each configuration, and a few of the errors. */
export function reviewGateway(form: GatewayForm): GatewayReview {
  const errors: GatewayError[] = [];
  if (form.backend.trim() === "") errors.push({ field: "backend", problem: { code: "required" } });
  else if (!/:\d+$/.test(form.backend.trim()))
    errors.push({ field: "backend", problem: { code: "not_host_port" } });
  if (!/:\d+$/.test(form.listen.trim()))
    errors.push({ field: "listen", problem: { code: "not_address_port" } });
  if (form.gateway === "traefik" && form.verifier.startsWith("unix:"))
    errors.push({ field: "verifier", problem: { code: "socket_not_reached" } });
  const length = form.secret.trim().length;
  if (length > 0 && length < 32)
    errors.push({ field: "secret", problem: { code: "secret_length", length, min: 32, max: 256 } });
  if (errors.length > 0) return { files: [], errors };
  const secret = length > 0 ? `secret ${hidden}\n` : "";
  const text = `# Tokendesk in front of ${form.backend}\nlisten ${form.listen}\nverifier ${form.verifier}\n`;
  return { files: names[form.gateway].map((name) => ({ name, text: text + secret })), errors };
}
