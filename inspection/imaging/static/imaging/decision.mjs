// The verdict: checked here, sent at once; the server keeps it for some seconds so that it can
// still be taken back, and nothing follows from it until then.

export class Decision {
  constructor({ data, marks, form, reason, fault, unsure, sending, keeper }) {
    Object.assign(this, { data, marks, form, reason, fault, unsure, sending, keeper });
    reason.addEventListener('input', () => this.#complain(''));
  }

  /** kind: CLEAR, SUSPECT or SECOND. */
  decide(kind) {
    if (this.sent) return;
    const words = this.data.words;
    const silent = this.reason.value.trim() === '';
    if (kind === 'SUSPECT' && silent) this.#complain(words.reason_needed);
    else if (kind === 'CLEAR' && silent && this.marks.all.length) this.#complain(words.reason_for_marks);
    else this.#send(kind);
  }

  async #send(kind) {
    const { data, form, sending } = this;
    this.#complain('');
    this.sent = true;
    this.keeper.stop();
    sending.textContent = data.words.sending;
    sending.hidden = false;
    const body = new FormData(form);
    body.set('marks', JSON.stringify(this.marks.all));
    if (kind !== 'SECOND') body.set('verdict', kind);
    try {
      const answer = await fetch(kind === 'SECOND' ? data.scan.second_url : data.scan.conclude_url, {
        method: 'POST',
        body,
        credentials: 'same-origin',
        headers: { Accept: 'application/json' },
      });
      const told = await answer.json();
      if (answer.ok) location.assign(told.next);
      else this.#failed([told.title, told.remedy].filter(Boolean).join(' '));
    } catch {
      this.#failed(data.words.connection_lost);
    }
  }

  #failed(message) {
    this.sent = false;
    this.keeper.goOn();
    this.sending.hidden = true;
    this.#complain(message);
  }

  #complain(message) {
    this.fault.textContent = message;
    this.fault.hidden = !message;
    this.reason.setAttribute('aria-invalid', message ? 'true' : 'false');
    if (message) this.reason.focus();
  }
}
