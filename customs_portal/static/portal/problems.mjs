// Problems get the focus, and requests that never arrived are said so.
import { say } from './strings.mjs';

function focusMarked(root) {
  const marked = root.matches?.('[data-focus]') ? root : root.querySelector?.('[data-focus]');
  marked?.focus();
}

function couldNotReach() {
  const place = document.getElementById('refusals');
  if (!place) return;
  const box = document.createElement('div');
  box.className = 'refusal';
  box.setAttribute('role', 'alert');
  const text = document.createElement('strong');
  text.textContent = say('request_failed');
  box.append(text);
  place.replaceChildren(box);
}

export function start() {
  focusMarked(document);
  document.addEventListener('htmx:afterSwap', (event) => focusMarked(event.detail.target));
  document.addEventListener('htmx:sendError', couldNotReach);
  document.addEventListener('htmx:beforeRequest', () => document.getElementById('refusals')?.replaceChildren());
}
