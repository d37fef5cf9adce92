// Findings by element, line by line of what was declared; samples as rows that devices name.
import { fill } from './tasks.mjs';

const SAMPLE = /^sample\.([0-9a-f]{8})\.(\w+)$/;
const DECLARED = { NAME: 'name', QUANTITY: 'quantity', WEIGHT: 'weight', ORIGIN: 'origin' };

export class Goods {
  constructor(form) {
    this.form = form;
    this.findings = form.place.querySelector('[data-findings]');
    this.samples = form.place.querySelector('[data-samples]');
    this.#lines();
    this.added = new Set();
    form.place.querySelector('[data-add-sample]').addEventListener('click', () => this.#add());
    this.findings.addEventListener('input', (event) => this.#declare(event.target));
  }

  show() {
    for (const input of this.findings.querySelectorAll('[data-field]')) {
      if (input === document.activeElement) continue;
      input.value = this.form.valueOf(input.dataset.field) || input.dataset.declared || '';
    }
    this.#rows();
  }

  #lines() {
    const { declared } = this.form.task;
    const lines = declared.map((item, index) => this.#line(index + 1, item));
    this.findings.replaceChildren(...lines, this.#line(0, {}));
  }

  #line(number, item) {
    const { words } = this.form;
    const part = document.createElement('details');
    part.className = 'hand-line';
    const head = document.createElement('summary');
    head.textContent = number ? fill(words.line, { n: number, name: item.name || item.code || '' }) : words.whole_box;
    part.append(head);
    for (const { value: element, label } of this.form.data.lists.element) {
      const row = document.getElementById('finding-row').content.firstElementChild.cloneNode(true);
      row.querySelector('[data-element]').textContent = label;
      for (const input of row.querySelectorAll('[data-part]')) {
        input.dataset.field = `finding.${number}.${element}.${input.dataset.part}`;
        input.setAttribute('aria-label', `${head.textContent}, ${label}: ${input.previousElementSibling.textContent}`);
        if (input.dataset.part === 'declared') input.dataset.declared = item[DECLARED[element]] ?? '';
      }
      part.append(row);
    }
    return part;
  }

  /** What was found is worth nothing without what was declared: both are written. */
  #declare(input) {
    if (input.dataset.part !== 'found') return;
    const field = input.dataset.field.replace(/found$/, 'declared');
    const declared = this.findings.querySelector(`[data-field="${field}"]`).value;
    if (declared && !this.form.valueOf(field)) this.form.write(field, declared);
  }

  #rows() {
    const said = [...Object.keys(this.form.record.words), ...this.form.outbox.of(this.form.orderNo).map((act) => act.field ?? '')];
    const rows = new Set(this.added);
    for (const field of said) {
      const found = SAMPLE.exec(field);
      if (found) rows.add(found[1]);
    }
    for (const row of rows) {
      const gone = this.form.valueOf(`sample.${row}.removed`) === '1';
      const there = this.samples.querySelector(`[data-row="${row}"]`);
      if (gone) there?.remove();
      else if (!there) this.samples.append(this.#sample(row));
    }
    for (const input of this.samples.querySelectorAll('[data-field]')) {
      if (input !== document.activeElement) input.value = this.form.valueOf(input.dataset.field);
    }
  }

  #sample(row) {
    const place = document.getElementById('sample-row').content.firstElementChild.cloneNode(true);
    place.dataset.row = row;
    for (const input of place.querySelectorAll('[data-part]')) input.dataset.field = `sample.${row}.${input.dataset.part}`;
    place.querySelector('[data-remove]').addEventListener('click', () => {
      this.added.delete(row);
      this.form.write(`sample.${row}.removed`, '1');
      place.remove();
      this.form.proof.show();
    });
    return place;
  }

  #add() {
    const row = crypto.randomUUID().slice(0, 8);
    this.added.add(row);
    this.#rows();
    this.samples.querySelector(`[data-row="${row}"] input`).focus();
  }
}
