// Search while typing, by the ARIA combobox pattern. The field works without it.
import { language, say } from './strings.mjs';

let count = 0;

function marked(text, words) {
  const parts = document.createDocumentFragment();
  const wanted = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (!wanted.length) { parts.append(text); return parts; }
  for (const piece of text.split(new RegExp(`(${wanted.join('|')})`, 'i'))) {
    if (wanted.some((word) => new RegExp(`^${word}$`, 'i').test(piece))) {
      const mark = document.createElement('mark');
      mark.textContent = piece;
      parts.append(mark);
    } else parts.append(piece);
  }
  return parts;
}

/** Rows of any of our search doors in one shape. */
function shaped(row) {
  const chinese = language !== 'en';
  return {
    code: row.code ?? row.value ?? '',
    label: row.label ?? (chinese ? row.description_zh ?? row.name_zh : undefined) ?? row.description_en ?? row.description ?? row.name_en ?? row.name ?? '',
    note: row.note ?? row.chapter_title ?? '',
    chip: row.chip ?? '',
    tone: row.tone ?? 'off',
  };
}

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector('input');
    this.id = `options-${count += 1}`;
    this.at = -1;
    this.found = [];
    Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': this.id })
      .forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener('input', () => this.later());
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 160);
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < Number(this.box.dataset.minChars ?? 2)) { this.close(); return; }
    this.asking?.abort();
    this.asking = new AbortController();
    const address = new URL(this.box.dataset.source, window.location.href);
    address.searchParams.set(this.box.dataset.queryName ?? 'q', text);
    try {
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: 'application/json' } });
      if (!answer.ok) { this.close(); return; }
      const json = await answer.json();
      if (document.activeElement !== this.input) return; // the person has gone on
      const rows = Array.isArray(json) ? json : json.results ?? [];
      this.show(rows.map(shaped), json.total ?? json.count ?? rows.length, text.split(/\s+/));
    } catch (error) {
      if (error.name !== 'AbortError') this.close();
    }
  }

  show(rows, total, words) {
    const before = this.found[this.at]?.code;
    this.close();
    this.found = rows;
    const panel = document.createElement('div');
    panel.className = 'options';
    const list = document.createElement('ul');
    list.id = this.id;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', this.input.labels?.[0]?.textContent ?? '');
    rows.forEach((row, index) => list.append(this.option(row, index, words)));
    if (rows.length) panel.append(list);
    else {
      const none = document.createElement('div');
      none.className = 'options-none';
      none.textContent = say('no_match');
      panel.append(none);
    }
    panel.append(this.keys(rows.length, total));
    this.panel = panel;
    this.box.append(panel);
    this.input.setAttribute('aria-expanded', 'true');
    panel.scrollIntoView({ block: 'nearest' });
    if (before !== undefined) this.mark(rows.findIndex((row) => row.code === before)); // a late answer keeps the choice
    const told = document.getElementById(`${this.input.id}-answer`)?.querySelector('.error-text');
    if (!told) this.tell(rows.length ? say('options_found', { n: total }) : say('no_match'));
  }

  option(row, index, words) {
    const item = document.createElement('li');
    item.className = 'option';
    item.id = `${this.id}-${index}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    const code = document.createElement('span');
    code.className = 'code';
    code.append(marked(String(row.code), words));
    const text = document.createElement('span');
    text.append(marked(row.label, words));
    if (row.note) {
      const note = document.createElement('small');
      note.textContent = row.note;
      text.append(note);
    }
    item.append(code, text);
    if (row.chip) {
      const chip = document.createElement('span');
      chip.className = `chip tone-${row.tone}`;
      chip.textContent = row.chip;
      item.append(chip);
    }
    item.addEventListener('pointerdown', (event) => { event.preventDefault(); this.choose(index); });
    return item;
  }

  keys(shown, total) {
    const strip = document.createElement('div');
    strip.className = 'options-keys';
    strip.setAttribute('aria-hidden', 'true');
    for (const [keys, word] of [['↑ ↓', 'move'], ['Enter', 'choose'], ['Esc', 'close']]) {
      const hint = document.createElement('span');
      for (const key of keys.split(' ')) {
        const cap = document.createElement('kbd');
        cap.textContent = key;
        hint.append(cap, ' ');
      }
      hint.append(say(word));
      strip.append(hint);
    }
    const counter = document.createElement('span');
    counter.className = 'count';
    counter.textContent = `${shown} / ${total}`;
    strip.append(counter);
    return strip;
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!this.panel) { this.ask(); } else this.move(event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
    } else if (event.key === 'Enter' && this.panel) {
      if (this.at >= 0) this.choose(this.at); else this.close();
      event.preventDefault(); // an open list never sends the form
    } else if (event.key === 'Escape' && this.panel) {
      this.close();
      event.preventDefault();
    }
  }

  move(step) {
    if (!this.found.length) return;
    this.mark(this.at < 0 && step < 0 ? this.found.length - 1 : (this.at + step + this.found.length) % this.found.length);
  }

  mark(at) {
    if (at < 0) return;
    this.at = at;
    [...this.panel.querySelectorAll('[role=option]')].forEach((item, index) => {
      item.setAttribute('aria-selected', String(index === this.at));
      if (index === this.at) item.scrollIntoView({ block: 'nearest' });
    });
    this.input.setAttribute('aria-activedescendant', `${this.id}-${this.at}`);
  }

  choose(index) {
    const row = this.found[index];
    this.input.value = row.code;
    this.close();
    this.tell(row.label);
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
    this.input.dispatchEvent(new CustomEvent('combobox:chosen', { bubbles: true, detail: row }));
  }

  /** Below the field: what was chosen, or how many were found. */
  tell(text) {
    const answer = document.getElementById(`${this.input.id}-answer`);
    if (!answer) return;
    const note = document.createElement('span');
    note.className = 'hint';
    note.textContent = text;
    answer.replaceChildren(note);
  }

  close() {
    this.panel?.remove();
    this.panel = null;
    this.at = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

function bring(root) {
  for (const box of root.querySelectorAll('[data-combobox]:not([data-alive])')) {
    box.dataset.alive = 'true';
    new Combobox(box);
  }
}

export function start() {
  bring(document);
  document.addEventListener('htmx:load', (event) => bring(event.detail.elt));
}
