/**
 * Runs work now, or, while a mouse button or finger is down, once it is up again.
 *
 * Pressing a control takes the focus from another field. If that field then grew by an error line, the control
 * would move away under the pointer before it is released, and the click would be lost.
 */
export function afterPress(work: () => void): void {
  if (!isDown) {
    work();
    return;
  }
  waiting.push(work);
}

let isDown = false;
let waiting: (() => void)[] = [];

function down() {
  isDown = true;
}

function up() {
  isDown = false;
  const works = waiting;
  waiting = [];
  // The click follows in the same task; the page may move after it.
  setTimeout(() => {
    for (const work of works) work();
  });
}

window.addEventListener("pointerdown", down, true);
window.addEventListener("pointerup", up, true);
window.addEventListener("pointercancel", up, true);
