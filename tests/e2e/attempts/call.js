// Tries to call what the window may not call. Answers with [{ attempt, succeeded }].
const done = arguments[1];
const { invoke } = window.__TAURI_INTERNALS__;
/** What is asked for by the wire itself, past the page's own function and its key. */
const post = (command, key) =>
  fetch(`ipc://localhost/${encodeURIComponent(command)}`, {
    method: "POST",
    body: "{}",
    headers: {
      "Content-Type": "application/json",
      "Tauri-Callback": "1",
      "Tauri-Error": "2",
      "Tauri-Invoke-Key": key,
    },
  }).then((answer) => {
    // A refusal is an answer, too.
    if (answer.headers.get("Tauri-Response") !== "ok") throw new Error("refused");
  });
const message = (command) => {
  const text = JSON.stringify({ cmd: command, callback: 1, error: 2, payload: { title: "Taken over" }, options: {} });
  window.ipc.postMessage(text);
  window.webkit.messageHandlers.ipc.postMessage(text);
  window.postMessage(text, "*");
  throw new Error("it has no answer; the window's title tells");
};
const commands = {
  "a command that does not exist": ["no_such_command"],
  "a plugin that does not exist": ["plugin:shell|open", { path: "/etc/passwd" }],
  "reading a file": ["plugin:fs|read_file", { path: "/etc/passwd" }],
  "a request": ["plugin:http|fetch", {}],
  "the window's title": ["plugin:window|set_title", { label: "main", value: "Taken over" }],
  "the window's size": ["plugin:window|set_size", { label: "main", value: { Logical: { width: 300, height: 300 } } }],
  "another window": ["plugin:window|create", { options: { label: "other" } }],
  "another web view": ["plugin:webview|create_webview_window", { options: { label: "other", url: "index.html" } }],
  "the inspector": ["plugin:webview|internal_toggle_devtools", {}],
  "an event to everybody": ["plugin:event|emit", { event: "vault-changed", payload: {} }],
  "an event to one": ["plugin:event|emit_to", { target: { kind: "Any" }, event: "vault-changed", payload: {} }],
  "a folder of the system": ["plugin:path|resolve_directory", { directory: 1 }],
  "the program's version": ["plugin:app|version", {}],
  "a resource": ["plugin:resources|close", { rid: 1 }],
  "a tray": ["plugin:tray|new", { options: {} }],
  "a menu": ["plugin:menu|create_default", {}],
  "the window's state": ["plugin:window-state|save_window_state", { flags: 1 }],
};
const attempts = Object.fromEntries(
  Object.entries(commands).map(([attempt, [command, request]]) => [attempt, () => invoke(command, request)]),
);
Object.assign(attempts, {
  "a granted command without the page's key": () => post("vault_status", ""),
  "a granted command with a wrong key": () => post("vault_status", "0123456789abcdef"),
  "a forbidden command by a message": () => message("plugin:window|set_title"),
  "a granted command in a frame": () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return frame.contentWindow.__TAURI_INTERNALS__.invoke("vault_status", { request: null });
  },
});
(async () => {
  const outcomes = [];
  for (const [attempt, make] of Object.entries(attempts)) {
    const never = new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), 1500));
    try {
      await Promise.race([make(), never]);
      outcomes.push({ attempt, succeeded: true });
    } catch {
      outcomes.push({ attempt, succeeded: false });
    }
  }
  done(outcomes);
})();
