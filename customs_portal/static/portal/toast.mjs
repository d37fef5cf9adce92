// Success that can be undone. Counts down, rests while looked at, and goes.
import { say } from './strings.mjs';

function countDown(toast) {
  const undo = toast.querySelector('[data-undo]');
  let left = Number(toast.dataset.seconds ?? 8);
  let resting = false;
  for (const [kind, rests] of [['pointerenter', true], ['focusin', true], ['pointerleave', false], ['focusout', false]]) {
    toast.addEventListener(kind, () => { resting = rests; });
  }
  const show = () => { if (undo) undo.textContent = say('undo', { n: left }); };
  show();
  const timer = setInterval(() => {
    if (!toast.isConnected) clearInterval(timer);
    if (resting) return;
    left -= 1;
    show();
    if (left <= 0) { clearInterval(timer); toast.remove(); }
  }, 1000);
  undo?.addEventListener('click', () => { clearInterval(timer); setTimeout(() => toast.remove()); });
}

/** Show `message`; `undo` is called when the visitor takes it back, `done` when time is up. */
export function toast(message, { undo, done, seconds = 8 } = {}) {
  const box = document.createElement('div');
  box.className = 'toast';
  box.dataset.toast = '';
  box.dataset.seconds = String(seconds);
  const text = document.createElement('span');
  text.textContent = message;
  box.append(text);
  let taken = false;
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.undo = '';
    button.addEventListener('click', () => { taken = true; undo(); });
    box.append(button);
  }
  document.getElementById('toasts').append(box);
  if (done) {
    new MutationObserver((_, watch) => {
      if (box.isConnected) return;
      watch.disconnect();
      if (!taken) done();
    }).observe(document.getElementById('toasts'), { childList: true });
  }
  return box;
}

export function start() {
  const box = document.getElementById('toasts');
  if (!box) return;
  const adopt = (node) => {
    if (!(node instanceof HTMLElement) || !node.matches('[data-toast]') || node.dataset.counting) return;
    node.dataset.counting = 'true';
    countDown(node);
  };
  [...box.children].forEach(adopt);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(adopt)))
    .observe(box, { childList: true });
}
