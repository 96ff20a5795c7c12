// Role and accessible name of the focused element.
const { aria, text } = axe.commons;
const element = document.activeElement;
axe.teardown();
axe.setup(document.documentElement);
try {
  return [aria.getRole(element) ?? "", text.sanitize(text.accessibleText(element))];
} finally {
  axe.teardown();
}
