// The tablet's line: answers are kept on the tablet until the portal has committed them.

const BEAT = 5000;
const LONGEST = 30000;

export class TabletLine {
  /** hear(message) gets buzzes, settled and refusals; onState(isUp, waiting) after every change. */
  constructor({ officer, hear, onState, onFull }) {
    Object.assign(this, { hear, onState, onFull });
    this.key = `tablet.outbox.${officer}`;
    this.outbox = this.#kept();
    this.attempts = 0;
    this.isUp = false;
    this.#connect();
    window.addEventListener('online', () => this.socket.readyState > 1 && this.#connect());
  }

  /** Keep it first, send it when there is a line. The id stays the same on every try. */
  say(message) {
    this.outbox.push({ id: crypto.randomUUID(), ...message });
    this.#keep();
    this.#send(this.outbox[this.outbox.length - 1]);
  }

  isWaiting(type, orderNo) {
    return this.outbox.some((one) => one.type === type && one.order_no === orderNo);
  }

  #connect() {
    clearTimeout(this.retry);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws/tablet/`);
    this.socket = socket;
    socket.addEventListener('message', (event) => this.#heard(JSON.parse(event.data)));
    socket.addEventListener('open', () => {
      this.beat = setInterval(() => this.#raw({ type: 'beat' }), BEAT);
    });
    socket.addEventListener('close', () => {
      clearInterval(this.beat);
      if (socket !== this.socket) return;
      this.#state(false);
      this.attempts += 1;
      const wait = Math.random() * Math.min(LONGEST, 500 * 2 ** this.attempts);
      this.retry = setTimeout(() => this.#connect(), wait);
    });
  }

  #heard(message) {
    if (message.type === 'welcome') {
      this.attempts = 0;
      this.#state(true);
      this.outbox.forEach((one) => this.#send(one));
      this.hear(message);
      return;
    }
    const id = message.ack ?? message.nak;
    if (id) {
      const answered = this.outbox.find((one) => one.id === id);
      this.outbox = this.outbox.filter((one) => one.id !== id);
      this.#keep();
      if (answered) this.hear({ type: message.ack ? 'taken' : 'refused', about: answered, ...message });
      return;
    }
    if (message.type !== 'beat') this.hear(message);
  }

  #send(message) {
    if (this.isUp) this.#raw(message);
  }

  #raw(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  #state(isUp) {
    this.isUp = isUp;
    this.onState(isUp, this.outbox.length);
  }

  #keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.outbox));
    } catch {
      this.onFull();
    }
    this.onState(this.isUp, this.outbox.length);
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }
}
