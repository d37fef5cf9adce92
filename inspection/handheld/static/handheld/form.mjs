// One record on the glass: fields that are kept at every key, photographs, the signature.
import { jpeg, reencoded, Whereabouts } from './camera.mjs';
import { Goods } from './goods.mjs';
import { Proof } from './proof.mjs';
import { Signature } from './signature.mjs';
import { dayTime, fill, spaced } from './tasks.mjs';

const TIMES = new Set(['started_at', 'ended_at']);

export class RecordForm {
  /** `data` are the words of the page, `task` the order with its record, `leave()` goes back. */
  constructor({ place, data, task, outbox, leave, refresh, say }) {
    Object.assign(this, { place, data, task, outbox, refresh, say });
    this.pictures = new Map();
    place.replaceChildren(document.getElementById('record-form').content.cloneNode(true));
    this.form = place.querySelector('form');
    this.#head();
    place.querySelector('[data-back]').addEventListener('click', leave);
    this.goods = new Goods(this);
    this.proof = new Proof(this);
    this.form.addEventListener('input', (event) => this.#typed(event.target));
    this.form.addEventListener('submit', (event) => event.preventDefault());
    for (const button of place.querySelectorAll('[data-now]')) {
      button.addEventListener('click', () => this.#now(button.dataset.now));
    }
    for (const input of place.querySelectorAll('[data-camera]')) {
      input.addEventListener('change', () => this.#photographs(input));
    }
    const spot = place.querySelector('[data-spot]');
    this.whereabouts = new Whereabouts((text) => { spot.textContent = text; });
    this.signature = new Signature(place.querySelector('[data-sign]'));
    place.querySelector('[data-sign-clear]').addEventListener('click', () => this.signature.wipe());
    place.querySelector('[data-sign-keep]').addEventListener('click', () => this.#sign());
    this.show(task);
    place.querySelector('#record-title').focus();
  }

  get orderNo() { return this.task.order_no; }

  get words() { return this.data.words; }

  get record() { return this.task.record; }

  /** What the officer sees in a field: what was typed here, else what stands. */
  valueOf(field) {
    return this.outbox.latest(this.orderNo, field)?.value ?? this.record.words[field]?.value ?? '';
  }

  write(field, value, options = {}) {
    const base = this.record.words[field]?.seq ?? 0;
    return this.outbox.write(this.orderNo, field, value, { base, ...options });
  }

  /** The portal's word or the device's own list has changed: everything but the focused field. */
  show(task) {
    this.task = task;
    for (const input of this.form.querySelectorAll('[data-field]')) this.#fill(input);
    this.goods.show();
    this.#returned();
    for (const list of this.place.querySelectorAll('[data-pictures]')) this.#listPictures(list);
    this.#signing();
    this.#box();
    this.proof.show();
    const closed = Boolean(this.record.concluded_at);
    for (const input of this.form.querySelectorAll('input, select, textarea, button')) input.disabled = closed;
  }

  close() {
    this.whereabouts.close();
    for (const address of this.pictures.values()) URL.revokeObjectURL(address);
  }

  #head() {
    const { task, words } = this;
    const put = (name, text) => { this.place.querySelector(`[data-${name}]`).textContent = text; };
    put('order', task.order_no);
    put('box', spaced(task.container_no || task.subject_reference));
    const late = new Date(task.due_at) < new Date();
    put('due', fill(late ? words.late : words.due, { at: dayTime(task.due_at) }));
    put('place', task.place_code);
    put('method', `${task.method} – ${task.method_words}${task.how ? `. ${task.how}` : ''}`);
    put('look', task.look_for || '–');
    put('reasons', task.reasons.join('; '));
    put('crew', task.crew.map((one) => one.name).join(', '));
    const caution = this.place.querySelector('[data-caution]');
    caution.textContent = task.caution;
    caution.hidden = !task.caution;
    const goods = task.declared.map((item) => {
      const row = document.createElement('li');
      row.textContent = [item.code, item.name, item.quantity].filter(Boolean).join(' · ');
      return row;
    });
    if (!goods.length) goods.push(Object.assign(document.createElement('li'), { textContent: words.nothing_declared }));
    this.place.querySelector('[data-goods]').replaceChildren(...goods);
  }

  /** Why a supervisor sent the record back, above everything else. */
  #returned() {
    const { returned } = this.task;
    const told = this.place.querySelector('[data-returned]');
    told.hidden = !returned || Boolean(this.record.concluded_at);
    if (!returned) return;
    const put = (name, text) => { told.querySelector(`[data-returned-${name}]`).textContent = text; };
    put('by', fill(this.words.returned_by, { who: returned.returned_by_name, at: dayTime(returned.returned_at) }));
    put('parts', returned.part_labels.join(' · '));
    put('reason', returned.reason);
  }

  #typed(input) {
    const { field } = input.dataset;
    if (!field || !this.form.contains(input)) return;
    const value = input.type === 'checkbox' ? (input.checked ? '1' : '') : TIMES.has(field) ? moment(input.value) : input.value;
    this.write(field, value);
    if (field === 'signing') this.#signing();
    if (field === 'container_typed') this.#box();
    this.proof.show();
  }

  #fill(input) {
    const value = this.valueOf(input.dataset.field);
    if (input.type === 'radio') input.checked = input.value === value;
    else if (input.type === 'checkbox') input.checked = value === '1';
    else if (input !== document.activeElement) input.value = TIMES.has(input.dataset.field) ? local(value) : value;
  }

  #now(field) {
    const input = this.form.querySelector(`[data-field="${field}"]`);
    input.value = local(new Date().toISOString());
    this.#typed(input);
  }

  /** A typed number that is not the order's says so at once, with or without a line. */
  #box() {
    const input = this.form.querySelector('[data-field="container_typed"]');
    const typed = input.value.toUpperCase().replace(/[^0-9A-Z]/g, '');
    const differs = typed.length >= 11 && this.task.container_no && typed !== this.task.container_no;
    let told = input.parentElement.querySelector('[data-differs]');
    told ??= input.parentElement.appendChild(Object.assign(document.createElement('p'), { className: 'error-text' }));
    told.dataset.differs = '';
    told.setAttribute('role', 'alert');
    told.textContent = differs ? this.words.typed_differs : '';
    told.hidden = !differs;
  }

  #signing() {
    const chosen = this.form.querySelector('[data-field="signing"]:checked')?.value;
    this.form.querySelector('[data-drawn]').hidden = chosen !== 'DRAWN';
    this.form.querySelector('[data-typed]').hidden = chosen !== 'TYPED';
    this.form.querySelector('[data-absent]').hidden = chosen !== 'ABSENT';
  }

  async #sign() {
    if (this.signature.isEmpty) return;
    const file = await jpeg(this.signature.canvas);
    await this.outbox.photograph(this.orderNo, { kind: 'SIGNATURE', file, spot: null });
    this.signature.wipe();
    this.show(this.task);
  }

  async #photographs(input) {
    const files = [...input.files];
    input.value = '';
    const { spot } = this.whereabouts;
    for (const file of files) {
      try {
        // eslint-disable-next-line no-await-in-loop -- a phone holds one picture at a time
        const small = await reencoded(file);
        // eslint-disable-next-line no-await-in-loop
        await this.outbox.photograph(this.orderNo, { kind: input.dataset.camera, file: small, spot });
      } catch {
        this.say(this.words.no_camera);
      }
    }
    this.show(this.task);
  }

  #listPictures(list) {
    const kind = list.dataset.pictures;
    const leaving = new Set(this.outbox.of(this.orderNo).filter((act) => act.type === 'remove').map((act) => act.photograph_id));
    const there = this.record.photographs.filter((one) => one.kind === kind && !leaving.has(one.photograph_id));
    const sent = new Set(there.map((one) => one.entry_id));
    const waiting = this.outbox.of(this.orderNo).filter((act) => act.type === 'photograph' && act.kind === kind && !sent.has(act.id));
    const address = this.data.pages.replace('ORDER', this.orderNo);
    const rows = [
      ...there.map((one) => this.#picture({
        key: one.entry_id,
        source: this.pictures.get(one.entry_id) ?? `${address}photographs/${one.photograph_id}.jpg`,
        alt: `${one.kind_label} ${dayTime(one.taken_at)}`,
        small: `${one.sha256.slice(0, 12)}… ${one.latitude ? `${one.latitude}, ${one.longitude}` : ''}`,
        told: this.#reading(one),
        red: one.reading === 'DIFFERS',
        leave: () => this.outbox.remove(this.orderNo, one.photograph_id),
      })),
      ...waiting.map((act) => {
        if (!this.pictures.has(act.id)) this.pictures.set(act.id, URL.createObjectURL(act.file));
        const label = this.data.lists.kind.find((one) => one.value === kind).label;
        return this.#picture({
          key: act.id,
          source: this.pictures.get(act.id),
          alt: `${label} ${dayTime(act.written_at)}`,
          small: this.words.waits_here,
          told: act.refused ? fill(this.words.not_taken, { why: `${act.refused.message} ${act.refused.remedy}` })
            : ['CONTAINER', 'SEAL'].includes(kind) ? this.words.not_read_yet : '',
          red: Boolean(act.refused),
          leave: act.tried && !act.refused ? null : () => this.outbox.discard(act),
        });
      }),
    ];
    const before = [...list.children].map((row) => row.dataset.told).join();
    if (before !== rows.map((row) => row.dataset.told).join()) list.replaceChildren(...rows);
  }

  #reading(one) {
    if (!one.reading) return '';
    if (one.reading === 'BEING_READ') return this.words.being_read;
    if (one.reading === 'UNREADABLE') return fill(this.words.unreadable, { why: one.unread_label || one.reading_label });
    const told = fill(this.words.read_as, { read: spaced(one.read_number), expected: spaced(one.expected_number) || '–' });
    return `${one.reading_label}. ${told}`;
  }

  #picture({ key, source, alt, small, told, red, leave }) {
    const row = document.createElement('li');
    row.dataset.told = `${key} ${small} ${told} ${this.record.concluded_at ?? ''}`;
    const image = Object.assign(document.createElement('img'), { src: source, alt });
    const about = Object.assign(document.createElement('p'), { className: 'small muted num', textContent: small });
    row.append(image, about);
    if (told) {
      const words = Object.assign(document.createElement('p'), { className: red ? 'hand-red' : 'hand-read', textContent: told });
      if (red) words.prepend(document.querySelector('template[data-sign=critical]').content.cloneNode(true));
      row.append(words);
    }
    if (leave && !this.record.concluded_at) {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: this.words.remove });
      button.setAttribute('aria-label', `${this.words.remove}: ${alt}`);
      button.addEventListener('click', () => { leave(); this.show(this.task); });
      row.append(button);
    }
    return row;
  }
}

/** A field of day and time holds no offset: this device's own is added. */
function moment(value) {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

function local(value) {
  const at = new Date(value);
  if (!value || Number.isNaN(at.getTime())) return '';
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
