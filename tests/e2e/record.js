// Records all that the page sends to Rust and hears from it: requests, replies, events.
const done = arguments[0];
const messages = (window.recordedMessages = []);
const { fetch: plainFetch } = window;
window.fetch = async (resource, options) => {
  const reply = await plainFetch(resource, options);
  const body = options?.body;
  messages.push({
    name: decodeURIComponent(String(resource).split("/").at(-1)),
    request: typeof body === "string" ? body : body && new TextDecoder().decode(body),
    reply: reply.clone().text(),
  });
  return reply;
};
const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
const listen = (event) =>
  invoke("plugin:event|listen", {
    event,
    target: { kind: "Any" },
    handler: transformCallback((heard) => messages.push({ name: event, request: "", reply: JSON.stringify(heard) })),
  });
Promise.all(["tokens-changed", "clipboard-changed", "vault-changed", "settings-changed"].map(listen)).then(() => done(true));
