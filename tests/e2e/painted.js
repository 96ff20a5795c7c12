// Answers with the window's place once what moves has come to its end and has been painted. What turns for ever,
// as the ring of something that is under way does, is not waited for.
const done = arguments[arguments.length - 1];
const isEnding = (animation) =>
  Number.isFinite(animation.effect?.getComputedTiming().endTime);
const paint = () =>
  new Promise((painted) => {
    requestAnimationFrame(() => requestAnimationFrame(painted));
  });
// What was typed last is answered after a pause that joins keystrokes.
const pause = () =>
  new Promise((over) => {
    setTimeout(over, 200);
  });
const rest = async () => {
  const moving = document
    .getAnimations()
    .filter((it) => it.playState === "running" && isEnding(it));
  if (moving.length === 0) return;
  await Promise.allSettled(moving.map((animation) => animation.finished));
  await rest();
};
pause()
  .then(rest)
  .then(paint)
  .then(() => done([screenX, screenY, innerWidth, innerHeight]));
