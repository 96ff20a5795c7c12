// Tries to speak to somebody on the network, who would notice. Answers with [{ attempt, succeeded }].
const done = arguments[1];
const host = `127.0.0.1:${arguments[0]}`;
const address = `http://${host}`;
const put = (tag, set, where = document.body) => {
  const element = document.createElement(tag);
  set(element);
  where.append(element);
};
/** True if the element says that it was loaded, false if it says nothing for a while. */
const loads = (tag, set, where) =>
  new Promise((resolve) => {
    put(
      tag,
      (it) => {
        it.addEventListener("load", () => resolve(true));
        it.addEventListener("error", () => resolve(false));
        set(it);
      },
      where,
    );
    setTimeout(() => resolve(false), 400);
  });
const attempts = {
  fetch: () => fetch(`${address}/fetch`).then(() => true),
  "fetch without an answer": () => fetch(`${address}/blind`, { mode: "no-cors" }).then(() => true),
  "fetch in an empty frame": () => {
    let inner;
    put("iframe", (it) => (inner = it));
    return inner.contentWindow.fetch(`${address}/frame`, { mode: "no-cors" }).then(() => true);
  },
  "an XMLHttpRequest": () =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.addEventListener("load", () => resolve(true));
      request.addEventListener("error", () => resolve(false));
      request.open("GET", `${address}/xhr`);
      request.send();
    }),
  // It says that it is on its way also when it was refused: only the listener can tell.
  "a beacon": () => navigator.sendBeacon(`${address}/beacon`, "x") && false,
  "an event source": () =>
    new Promise((resolve) => {
      const source = new EventSource(`${address}/events`);
      source.addEventListener("open", () => resolve(true));
      source.addEventListener("error", () => resolve(false));
    }),
  "a web socket": () =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://${host}/socket`);
      socket.addEventListener("open", () => resolve(true));
      socket.addEventListener("error", () => resolve(false));
      setTimeout(() => resolve(false), 400);
    }),
  "an image": () => loads("img", (it) => (it.src = `${address}/image.png`)),
  "an image of a style": async () => {
    document.body.style.backgroundImage = `url(${address}/background.png)`;
    await new Promise((resolve) => setTimeout(resolve, 200));
    document.body.style.backgroundImage = "";
    return false; // Only the listener can tell.
  },
  "a style sheet": () =>
    loads("link", (it) => Object.assign(it, { rel: "stylesheet", href: `${address}/style.css` }), document.head),
  "a prefetch": () => loads("link", (it) => Object.assign(it, { rel: "prefetch", href: `${address}/later` }), document.head),
  "a preload": () =>
    loads("link", (it) => Object.assign(it, { rel: "preload", as: "image", href: `${address}/soon.png` }), document.head),
  "a connection in advance": () =>
    loads("link", (it) => Object.assign(it, { rel: "preconnect", href: address }), document.head),
  "a font": () => new FontFace("foreign", `url(${address}/font.woff2)`).load().then(() => true),
  "a video": () => loads("video", (it) => (it.src = `${address}/video.mp4`)),
  "an object": () => loads("object", (it) => (it.data = `${address}/object`)),
  "an embedded thing": () => loads("embed", (it) => (it.src = `${address}/embed`)),
  // A frame that was refused says that it was loaded, too: only the listener can tell.
  "a frame": () => loads("iframe", (it) => (it.src = `${address}/frame.html`)).then(() => false),
};
(async () => {
  const outcomes = [];
  for (const [attempt, make] of Object.entries(attempts)) {
    let succeeded;
    try {
      succeeded = await make();
    } catch {
      succeeded = false;
    }
    outcomes.push({ attempt, succeeded });
  }
  setTimeout(() => done(outcomes), 500);
})();
