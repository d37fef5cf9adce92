// The machine's advice: asked for only after the analyst's own first look, shown as text and boxes.

export class Advice {
  constructor({ data, marks, form, box, ask, onShown }) {
    Object.assign(this, { data, marks, form, box, ask, onShown });
    this.shown = null;
    if (data.kept.advice) this.show(data.kept.advice);
  }

  /** Tells the server what was seen alone, then asks. */
  async request() {
    if (this.shown || this.asking) return;
    this.asking = true;
    const { scan, words } = this.data;
    const marks = this.marks.all;
    try {
      await this.#post(scan.first_look_url, { look: marks.length ? 'MARKED' : 'NOTHING', marks: JSON.stringify(marks) });
      this.show(await (await this.#post(scan.advice_url, {})).json());
    } catch {
      this.#write([words.no_advice.replace('{why}', words.connection_lost)]);
    }
    this.asking = false;
  }

  show(advice) {
    const { words } = this.data;
    this.shown = advice;
    this.ask.hidden = true;
    this.#write(advice.fault ? [words.no_advice.replace('{why}', advice.fault)] : this.#lines(advice));
    this.onShown(advice);
  }

  #lines(advice) {
    const { words } = this.data;
    const lines = [words.advice_by.replace('{model}', advice.model)];
    if (advice.is_empty) lines.push(words.empty);
    if (!advice.findings.length) lines.push(words.advice_nothing);
    advice.findings.forEach((one, index) => {
      const letter = String.fromCharCode(65 + (index % 26));
      lines.push(`${letter} · ${one.word} · ${(one.confidence_permille / 10).toFixed(0)} %`);
    });
    if (advice.odd) lines.push(words.odd);
    lines.push(recognised(advice, words));
    if (advice.matches_declared !== null) lines.push(advice.matches_declared ? words.matches : words.differs);
    return lines;
  }

  #write(lines) {
    this.box.replaceChildren(
      ...lines.map((line) => {
        const made = document.createElement('p');
        made.className = 'small';
        made.textContent = line;
        return made;
      }),
    );
    this.box.hidden = false;
  }

  async #post(url, fields) {
    const body = new FormData();
    body.set('csrfmiddlewaretoken', new FormData(this.form).get('csrfmiddlewaretoken'));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await fetch(url, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      headers: { Accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }
}

/** The goods that the model sees, with their shares; said in words when it cannot tell. */
export function recognised(advice, words) {
  if (!advice.goods.length) return words.goods_unknown;
  const goods = advice.goods.map(([name, share]) => `${name} ${(share / 10).toFixed(0)} %`).join(', ');
  return words.goods.replace('{goods}', goods);
}
