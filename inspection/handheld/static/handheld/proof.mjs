// What stands between the record and its end: contradictions, refusals, gaps, two officers' words.
import { csrfToken, refusal } from './outbox.mjs';
import { dayTime, fill } from './tasks.mjs';

export class Proof {
  constructor(form) {
    this.form = form;
    this.place = form.place.querySelector('.hand-proof');
    this.button = this.place.querySelector('[data-confirm]');
    this.button.addEventListener('click', () => this.#confirm());
    this.answer = '';
  }

  show() {
    const { record, words, outbox, orderNo } = this.form;
    this.#put('[data-contradictions]', record.contradictions.map((one) => this.#contradiction(one)));
    this.#put('[data-refused]', outbox.refused(orderNo).map((act) => this.#refused(act)));
    this.#put('[data-missing]', record.concluded_at ? [] : this.#missing());
    const people = Object.fromEntries(this.form.task.crew.map((one) => [one.username, one.name]));
    this.#put('[data-confirmed]', record.confirmations.map((one) => text('li', fill(words.confirmed_by, {
      who: people[one.by] ?? one.by, at: dayTime(one.confirmed_at),
    }))));
    this.place.querySelector('[data-hash]').textContent = `SHA-256 ${record.content_hash.slice(0, 16)}…`;
    const mine = record.confirmations.some((one) => one.by === this.form.data.officer);
    const unsent = outbox.unsent(orderNo).length > 0;
    const said = this.place.querySelector('[data-proof]');
    let told = this.answer;
    if (record.concluded_at) told = words.concluded;
    else if (mine) told = words.first_word;
    else if (unsent || !outbox.isUp) told = words.send_first;
    said.textContent = told;
    this.button.disabled = Boolean(record.concluded_at) || mine || unsent || !outbox.isUp
      || record.missing.length > 0 || record.contradictions.length > 0;
  }

  #put(selector, rows) {
    const list = this.place.querySelector(selector);
    if (list.contains(document.activeElement) && list.childElementCount === rows.length) return;
    list.replaceChildren(...rows);
  }

  #label(field) {
    const { labels, lists } = this.form.data;
    const [first, row, ...rest] = field.split('.');
    if (first === 'finding') {
      const element = lists.element.find((one) => one.value === rest[0])?.label ?? rest[0];
      return `${Number(row) ? `${row}. ` : ''}${element} – ${labels[rest[1]] ?? rest[1]}`;
    }
    if (first === 'sample') return `${labels.sample} – ${labels[rest[0]] ?? rest[0]}`;
    return labels[field] ?? field;
  }

  #value(field, value) {
    const { lists } = this.form.data;
    if (lists[field]) return lists[field].find((one) => one.value === value)?.label ?? value;
    if (field.endsWith('_at') && value) return dayTime(value);
    return value || this.form.words.empty_value;
  }

  #contradiction({ field, values }) {
    const { words } = this.form;
    const box = document.createElement('fieldset');
    box.className = 'hand-contradiction';
    box.append(text('legend', this.#label(field)));
    values.forEach((one, index) => {
      const row = document.createElement('p');
      const stands = index === values.length - 1;
      row.append(text('b', this.#value(field, one.value)), ' ', text('span', `${fill(words.said_by, { who: one.by, at: dayTime(one.written_at) })}${stands ? ` · ${words.now_stands}` : ''}`));
      const choose = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: words.keep_this });
      choose.setAttribute('aria-label', `${words.keep_this}: ${this.#value(field, one.value)}`);
      choose.addEventListener('click', () => this.#settle(field, one.value, values.at(-1).seq));
      row.append(choose);
      box.append(row);
    });
    return box;
  }

  async #settle(field, value, base) {
    await this.form.outbox.write(this.form.orderNo, field, value, { base, settles: true });
    await this.form.outbox.flush();
    await this.form.refresh();
  }

  #refused(act) {
    const { words } = this.form;
    const box = document.createElement('div');
    box.className = 'hand-refused';
    const why = `${act.refused.message} ${act.refused.remedy}`.trim();
    const head = text('p', `${act.field ? `${this.#label(act.field)}: ` : ''}${fill(words.not_taken, { why })}`);
    head.prepend(document.querySelector('template[data-sign=critical]').content.cloneNode(true), ' ');
    box.append(head);
    if (act.field) box.append(text('p', this.#value(act.field, act.value)));
    const drop = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: words.discard });
    drop.addEventListener('click', () => { this.form.outbox.discard(act); this.form.show(this.form.task); });
    box.append(drop);
    return box;
  }

  #missing() {
    const list = document.createElement('ul');
    list.className = 'hand-missing';
    for (const one of this.form.record.missing) {
      if (this.form.outbox.latest(this.form.orderNo, one.field)) continue; // typed, not sent yet
      list.append(text('li', `${this.#label(one.field)}: ${one.message}`));
    }
    return list.childElementCount ? [list] : [];
  }

  async #confirm() {
    const { form } = this;
    const { content_hash: version, version: number } = form.record;
    const named = `${number} ${version}`; // a returned record is another version, though it says the same
    if (this.act?.named !== named) this.act = { named, id: crypto.randomUUID() };
    this.button.disabled = true;
    try {
      const answer = await fetch(`${form.data.records.replace('ORDER', form.orderNo)}/confirm`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
        body: JSON.stringify({ entry_id: this.act.id, content_hash: version }),
      });
      const problem = answer.ok ? null : refusal(await answer.json());
      this.answer = problem ? `${problem.message} ${problem.remedy}` : '';
    } catch {
      this.answer = form.words.send_first;
    }
    await form.refresh();
    this.show();
  }
}

function text(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
}
