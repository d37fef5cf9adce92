// The line to /ws/wall/: a snapshot, then deltas; a gap or a reconnect asks for what is missing.
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const SILENCE = 15_000;

export class WallLine {
  /** `onRows(rows, whole)`, `onState('live' | 'connecting' | 'lost', lastFrameAt)`. */
  constructor({ address, onRows, onState, onTime }) {
    Object.assign(this, { address, onRows, onState, onTime });
    this.seq = -1;
    this.tries = 0;
    this.lastAt = null;
    this.heardAt = 0;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.socket?.readyState === WebSocket.OPEN) this.ask();
    });
    setInterval(() => this.watchSilence(), 1000);
  }

  open() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.tries = 0;
      if (this.seq >= 0) this.ask();
    });
    socket.addEventListener('message', (event) => this.hear(JSON.parse(event.data)));
    socket.addEventListener('close', () => this.lose());
  }

  ask() { this.socket.send(JSON.stringify({ since: this.seq })); }

  hear(frame) {
    this.heardAt = Date.now();
    this.lastAt = frame.at;
    this.onTime(frame.at);
    this.onState('live', frame.at);
    if (!('from' in frame)) {
      this.seq = frame.seq;
      this.onRows(frame.rows, true);
    } else if (frame.from <= this.seq) {
      if (frame.seq > this.seq || frame.from < frame.seq) this.onRows(frame.rows, false);
      this.seq = Math.max(this.seq, frame.seq);
    } else {
      this.ask();
    }
  }

  lose() {
    this.onState('lost', this.lastAt);
    const longest = Math.min(FIRST_WAIT * 2 ** this.tries, LONGEST_WAIT);
    this.tries += 1;
    setTimeout(() => this.open(), Math.random() * longest);
  }

  /** A line that is open but says nothing is no line: even a quiet wall beats every 5 s. */
  watchSilence() {
    if (this.heardAt && Date.now() - this.heardAt > SILENCE) {
      this.onState('lost', this.lastAt);
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.close();
    }
  }
}
