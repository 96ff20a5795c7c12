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

// Elements that have a role without saying so. Only these and those that say so are asked for theirs: axe-core
// takes its time with each.
const inputs = "input, textarea";
const native = {
  alertdialog: "dialog",
  button: "button, summary, input",
  cell: "td",
  checkbox: inputs,
  complementary: "aside",
  dialog: "dialog",
  grid: "table",
  gridcell: "td",
  heading: "h1, h2, h3, h4, h5, h6",
  list: "ul, ol, menu",
  listbox: "select, datalist",
  listitem: "li",
  main: "main",
  menuitem: "menuitem",
  option: "option",
  radio: inputs,
  region: "section",
  row: "tr",
  searchbox: inputs,
  spinbutton: inputs,
  switch: inputs,
  tab: "button",
  textbox: inputs,
  toolbar: "menu",
};
const places = native[role] ? `[role~="${role}"], ${native[role]}` : "body *";
const candidates = [...document.querySelectorAll(places)];
if (candidates.length === 0) return [];

axe.teardown();
axe.setup(document.documentElement);
try {
  return candidates
    .filter(
      (element) =>
        aria.getRole(element) === role && dom.isVisibleToScreenReaders(element) && wanted(readable(element)),
    )
    .map((element) => (pointable.has(role) ? (element.closest("label") ?? element) : element));
} finally {
  axe.teardown();
}
