// One map of keys for the page. Single letters rest inside fields and when the visitor turned them off.
const map = new Map();
const name = (key) => (key.length === 1 ? key.toLowerCase() : key);

/** Bind `key` ("g", "/", "F8", "Enter") to `act`; the newest binding of a key wins. Returns an undo. */
export function bind(key, act, { inFields = false } = {}) {
  const entry = { act, inFields };
  const before = map.get(name(key));
  map.set(name(key), entry);
  return () => (map.get(name(key)) === entry && before ? map.set(name(key), before) : map.delete(name(key)));
}

export function typing(target) {
  return target instanceof Element && Boolean(target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]'));
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const entry = map.get(name(event.key));
  if (!entry || (typing(event.target) && !entry.inFields)) return;
  if (event.key.length === 1 && document.documentElement.dataset.shortcuts === 'off') return;
  if (document.querySelector('dialog[open]') && event.key !== 'Escape') return;
  if (entry.act(event) !== false) event.preventDefault();
}

/** Elements with data-key="G" are pressed (links, buttons) or focused (fields) by that key. */
function bindMarked(root) {
  for (const element of root.querySelectorAll('[data-key]')) {
    bind(element.dataset.key, () => {
      if (!element.isConnected) return false;
      if (typing(element)) element.focus(); else element.click();
      return true;
    });
    element.setAttribute('aria-keyshortcuts', element.dataset.key);
  }
}

export function start() {
  document.addEventListener('keydown', onKey);
  bindMarked(document);
  document.addEventListener('htmx:load', (event) => bindMarked(event.detail.elt));
  bind('?', () => { window.location.assign('/help/keyboard/'); });
}
