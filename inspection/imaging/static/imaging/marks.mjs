// The analyst's marks: kept in pixels of the scan, listed beside it as their text twin.

import { readRegion } from './scan.mjs';

const SMALLEST = 4;

export class Marks {
  constructor({ list, empty, words, things, scan, kept, onChange, onChoose }) {
    Object.assign(this, { list, empty, words, things, scan, onChange, onChoose });
    this.all = kept.map((mark) => ({ ...mark }));
    this.chosen = -1;
    this.#write();
  }

  /** Keep a region; too small ones are slips of the hand. */
  add(region, corners = []) {
    const mark = this.#clipped(region);
    if (mark.width < SMALLEST || mark.height < SMALLEST) return false;
    this.all.push({ ...mark, note: '', kind: 'UNKNOWN', corners });
    this.chosen = this.all.length - 1;
    this.#write();
    this.onChange();
    return true;
  }

  remove(index) {
    this.all.splice(index, 1);
    this.chosen = Math.min(this.chosen, this.all.length - 1);
    this.#write();
    this.onChange();
  }

  /** A closed shape: its corners, and the box around them. */
  addShape(corners) {
    const [across, down] = [0, 1].map((way) => corners.map((corner) => corner[way]));
    const [x, y] = [Math.min(...across), Math.min(...down)];
    return this.add({ x, y, width: Math.max(...across) - x, height: Math.max(...down) - y }, corners);
  }

  /** The next mark (1) or the one before (-1), round and round. */
  step(by) {
    if (this.all.length === 0) return;
    this.choose((this.chosen + by + this.all.length) % this.all.length);
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((row, at) => {
      if (at === index) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    });
    this.onChoose(this.all[index]);
  }

  #clipped({ x, y, width, height }) {
    const left = Math.max(0, Math.floor(x));
    const top = Math.max(0, Math.floor(y));
    return {
      x: left,
      y: top,
      width: Math.min(this.scan.width - left, Math.ceil(width)),
      height: Math.min(this.scan.height - top, Math.ceil(height)),
    };
  }

  #write() {
    this.list.replaceChildren(...this.all.map((mark, index) => this.#row(mark, index)));
    this.empty.hidden = this.all.length > 0;
  }

  #row(mark, index) {
    const { words } = this;
    const row = document.createElement('li');
    row.className = 'mark';
    if (index === this.chosen) row.setAttribute('aria-current', 'true');
    const go = document.createElement('button');
    go.type = 'button';
    go.className = 'mark-go';
    go.append(element('b', String(index + 1)), element('span', this.#reading(mark)));
    go.setAttribute('aria-label', `${words.mark} ${index + 1}, ${this.#reading(mark)}`);
    go.addEventListener('click', () => this.choose(index));
    const note = document.createElement('input');
    note.className = 'input mark-note';
    note.value = mark.note;
    note.maxLength = 200;
    note.setAttribute('aria-label', `${words.note_of_mark} ${index + 1}`);
    note.addEventListener('input', () => {
      mark.note = note.value;
      this.onChange();
    });
    const kind = document.createElement('select');
    kind.className = 'input mark-kind';
    kind.setAttribute('aria-label', `${words.class_of_mark} ${index + 1}`);
    kind.append(...this.things.map(([value, label]) => new Option(label, value, false, value === mark.kind)));
    kind.addEventListener('change', () => {
      mark.kind = kind.value;
      this.onChange();
    });
    const drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'mark-drop';
    drop.textContent = '×';
    drop.setAttribute('aria-label', `${words.remove_mark} ${index + 1}`);
    drop.addEventListener('click', () => this.remove(index));
    row.append(go, drop, kind, note);
    return row;
  }

  #reading(mark) {
    const { transmission, z } = readRegion(this.scan, mark);
    const matter = z === null ? this.words.no_estimate : `Z ${z.toFixed(1)}`;
    return `${matter} · ${Math.round(transmission * 100)} % · ${mark.width} × ${mark.height}`;
  }
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
