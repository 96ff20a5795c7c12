// Scrolls an element into sight and waits until it stands where it stood a frame ago.
const [element, done] = arguments;
element.scrollIntoView({ block: "nearest" });
const place = () => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height].join();
};
const watch = (before) => {
  requestAnimationFrame(() => {
    const now = place();
    if (now === before) done(true);
    else watch(now);
  });
};
watch("");
