// The verdict: checked, held back for three seconds, then sent once.

const SECONDS = 3;

export class Decision {
  constructor({ data, marks, form, reason, fault, strip, stripText, stripUndo, say }) {
    Object.assign(this, { data, marks, form, reason, fault, strip, stripText, stripUndo, say });
    this.timer = null;
    stripUndo.addEventListener('click', () => this.undo());
    reason.addEventListener('input', () => this.#complain(''));
  }

  get isPending() {
    return this.timer !== null;
  }

  /** kind: CLEAR, SUSPECT or SECOND. */
  decide(kind) {
    if (this.isPending || this.sent) return;
    const words = this.data.words;
    const silent = this.reason.value.trim() === '';
    if (kind === 'SUSPECT' && silent) return this.#complain(words.reason_needed);
    if (kind === 'CLEAR' && silent && this.marks.all.length) return this.#complain(words.reason_for_marks);
    this.#complain('');
    this.kind = kind;
    this.left = SECONDS;
    this.strip.hidden = false;
    this.#count();
    this.timer = setInterval(() => {
      this.left -= 1;
      if (this.left > 0) this.#count();
      else this.#send();
    }, 1000);
    this.stripUndo.focus();
  }

  undo() {
    if (!this.isPending) return;
    clearInterval(this.timer);
    this.timer = null;
    this.strip.hidden = true;
    this.say(this.data.words.undone);
    this.reason.focus();
  }

  #count() {
    const words = this.data.words;
    const when = words.in_seconds.replace('{seconds}', this.left);
    this.stripText.textContent = `${words[`deciding_${this.kind}`]} ${when}`;
  }

  async #send() {
    clearInterval(this.timer);
    this.timer = null;
    this.sent = true;
    this.stripUndo.hidden = true;
    this.stripText.textContent = this.data.words.sending;
    const scan = this.data.scan;
    const body = new FormData(this.form);
    body.set('marks', JSON.stringify(this.marks.all));
    if (this.kind !== 'SECOND') body.set('verdict', this.kind);
    try {
      const answer = await fetch(this.kind === 'SECOND' ? scan.second_url : scan.conclude_url, {
        method: 'POST',
        body,
        credentials: 'same-origin',
        headers: { Accept: 'application/json' },
      });
      const told = await answer.json();
      if (answer.ok) location.assign(told.next);
      else this.#failed([told.title, told.remedy].filter(Boolean).join(' '));
    } catch {
      this.#failed(this.data.words.connection_lost);
    }
  }

  #failed(message) {
    this.sent = false;
    this.strip.hidden = true;
    this.stripUndo.hidden = false;
    this.#complain(message);
  }

  #complain(message) {
    this.fault.textContent = message;
    this.fault.hidden = !message;
    this.reason.setAttribute('aria-invalid', message ? 'true' : 'false');
    if (message) this.reason.focus();
  }
}
