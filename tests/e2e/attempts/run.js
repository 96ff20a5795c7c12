// Tries to run code that did not come with the console. Answers with [{ attempt, succeeded }].
const done = arguments[1];
const address = `http://127.0.0.1:${arguments[0]}`;
let ran = null;
window.ran = (what) => {
  ran = what;
};
const put = (tag, set) => {
  const element = document.createElement(tag);
  set(element);
  document.body.append(element);
  return element;
};
const attempts = {
  "an inline script": () => put("script", (it) => it.append("window.ran('inline')")),
  "an inline script by its text": () => put("script", (it) => (it.textContent = "window.ran('inline')")),
  "a foreign script": () => put("script", (it) => (it.src = `${address}/foreign.js`)),
  "a foreign script by its attribute": () => put("script", (it) => it.setAttribute("src", `${address}/foreign.js`)),
  "a script out of its own address": () => put("script", (it) => it.setAttribute("src", "data:text/javascript,window.ran('data')")),
  "a foreign module": () => import(`${address}/foreign.js`),
  "a module out of its own address": () => import("data:text/javascript,window.ran('module')"),
  eval: () => window.ran(eval("1 + 1")),
  "indirect eval": () => (0, eval)("window.ran('eval')"),
  "new Function": () => new Function("window.ran('Function')")(),
  "a timer with a text": () => setTimeout("window.ran('timer')", 0),
  "innerHTML with a handler": () => put("div", (it) => (it.innerHTML = "<img src=x onerror=\"window.ran('innerHTML')\">")),
  "outerHTML with a handler": () => (put("div", () => {}).outerHTML = "<img src=x onerror=\"window.ran('outerHTML')\">"),
  insertAdjacentHTML: () => document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\"window.ran('adjacent')\">"),
  "document.write": () => document.write("<script>window.ran('write')</script>"),
  "a range's fragment": () => document.body.append(document.createRange().createContextualFragment("<img src=x onerror=\"window.ran('range')\">")),
  "a handler's attribute": () => {
    put("button", (it) => it.setAttribute("onclick", "window.ran('onclick')")).click();
  },
  "a policy of its own": () => window.ran(trustedTypes.createPolicy("mine", { createHTML: (text) => text }) && "policy"),
  "the default policy": () => window.ran(trustedTypes.createPolicy("default", { createHTML: (text) => text }) && "policy"),
  "a javascript: link": () => put("a", (it) => (it.href = "javascript:window.ran('link')")).click(),
  "a frame with a text": () => put("iframe", (it) => (it.srcdoc = "<script>parent.ran('srcdoc')</script>")),
  "a frame with a javascript: address": () => put("iframe", (it) => (it.src = "javascript:parent.ran('frame')")),
  "eval in an empty frame": () => window.ran(put("iframe", () => {}).contentWindow.eval("1 + 1")),
  "a worker": () => new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))).addEventListener("message", () => window.ran("worker")),
  "a service worker": async () => window.ran((await navigator.serviceWorker.register("/foreign.js")) && "service worker"),
  "an object": () => put("object", (it) => (it.data = "data:text/html,<script>parent.ran('object')</script>")),
  "a foreign base": () => {
    document.head.append(Object.assign(document.createElement("base"), { href: address }));
    if (document.baseURI.startsWith(address)) window.ran("base");
  },
  "an inline style": () => {
    const element = put("style", (it) => it.append("body { --styled: yes }"));
    if (getComputedStyle(document.body).getPropertyValue("--styled") !== "") window.ran("style");
    element.remove();
  },
  "a style's attribute": () => {
    const element = put("p", (it) => it.setAttribute("style", "--styled: yes"));
    if (getComputedStyle(element).getPropertyValue("--styled") !== "") window.ran("style attribute");
  },
};
(async () => {
  const outcomes = [];
  for (const [attempt, make] of Object.entries(attempts)) {
    ran = null;
    try {
      await make();
    } catch {
      // Refused at once.
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
    outcomes.push({ attempt, succeeded: ran ?? false });
  }
  done(outcomes);
})();
