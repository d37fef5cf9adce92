// Queues: J/K move, X selects, S selects all, Enter opens, Esc clears; the bulk bar shows with a selection only.
import { bind } from './keyboard.mjs';
import { say } from './strings.mjs';

class Queue {
  constructor(root) {
    this.root = root;
    this.bar = root.querySelector('[data-bulk]');
    this.all = root.querySelector('[data-select-all]');
    root.addEventListener('change', (event) => {
      if (event.target === this.all) this.boxes.forEach((box) => { box.checked = this.all.checked; });
      if (event.target.matches('input[type=checkbox]')) this.refresh();
    });
    root.querySelector('[data-bulk-clear]')?.addEventListener('click', () => this.clear());
    this.refresh();
  }

  get rows() { return [...this.root.querySelectorAll('tbody tr')]; }
  get elsewhere() { return [...this.root.querySelectorAll('input[data-elsewhere]')]; } // chosen on other pages
  get boxes() { return [...this.root.querySelectorAll('tbody input[name=selected]')]; }
  get current() { return this.root.querySelector('tr.current'); }

  move(step) {
    const rows = this.rows;
    if (!rows.length) return;
    const at = rows.indexOf(this.current);
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    this.current?.classList.remove('current');
    next.classList.add('current');
    (next.querySelector('[data-open]') ?? next.querySelector('a'))?.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }

  toggle() {
    const box = this.current?.querySelector('input[name=selected]');
    if (!box) return false;
    box.checked = !box.checked;
    this.refresh();
    return true;
  }

  toggleAll() {
    if (!this.all) return false;
    this.all.click();
    return true;
  }

  open() {
    const link = this.current?.querySelector('[data-open]') ?? this.current?.querySelector('a');
    if (!link || document.activeElement?.closest('button, a')) return false;
    link.click();
    return true;
  }

  clear() {
    const chosen = [...this.boxes.filter((box) => box.checked), ...this.elsewhere];
    chosen.forEach((box) => { box.checked = false; });
    this.elsewhere.forEach((one) => one.remove());
    this.refresh();
    return chosen.length > 0;
  }

  refresh() {
    const boxes = this.boxes;
    const chosen = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest('tr').classList.toggle('selected', box.checked));
    if (this.all) {
      this.all.checked = chosen > 0 && chosen === boxes.length;
      this.all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    if (this.bar) {
      const all = chosen + this.elsewhere.length;
      this.bar.hidden = all === 0;
      this.bar.querySelector('[data-bulk-count]').textContent = say('selected', { n: all });
    }
  }
}

/** "6 new. Show them" above the queue: rows are never inserted under the pointer. */
export function showNews(count, address = window.location.href) {
  const bar = document.querySelector('[data-news]');
  if (!bar || !count) return;
  const link = document.createElement('a');
  link.href = address;
  link.textContent = say('new_rows', { n: count });
  bar.replaceChildren(link);
  bar.hidden = false;
}

export function start() {
  const found = document.querySelector('[data-queue]');
  if (!found) return;
  let queue = new Queue(found);
  document.addEventListener('htmx:afterSettle', () => {
    const now = document.querySelector('[data-queue]');
    if (now && now !== queue.root) queue = new Queue(now); else queue.refresh();
  });
  bind('j', () => queue.move(1));
  bind('k', () => queue.move(-1));
  bind('x', () => queue.toggle());
  bind('s', () => queue.toggleAll());
  bind('Enter', () => queue.open());
  bind('Escape', () => queue.clear());
}
