// Elements of this role and accessible name that a screen reader would meet, as axe-core computes them.
// A name may begin or end with *, which stands for anything. Hidden parts, and what lies under a dialog, do not count.
const [role, name] = arguments;
const { aria, dom, text } = axe.commons;
const core = name.replace(/^\*|\*$/gu, "");
const wanted = (found) => {
  if (name.startsWith("*")) return found.includes(core);
  return name.endsWith("*") ? found.startsWith(core) : found === core;
};
const readable = (element) => text.sanitize(text.accessibleText(element));
// The input of these is drawn by the label around it, and that is what people click.
const pointable = new Set(["checkbox", "radio", "switch"]);

axe.teardown();
axe.setup(document.documentElement);
try {
  return [...document.querySelectorAll("body *")]
    .filter(
      (element) =>
        aria.getRole(element) === role && dom.isVisibleToScreenReaders(element) && wanted(readable(element)),
    )
    .map((element) => (pointable.has(role) ? (element.closest("label") ?? element) : element));
} finally {
  axe.teardown();
}
