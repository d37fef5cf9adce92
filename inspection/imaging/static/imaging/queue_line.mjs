// The live count of waiting scans: a snapshot on every piece of news, full-jitter reconnects.

const BEAT = 15000;
const LONGEST = 30000;

export function watchQueue({ counter, words }) {
  let attempts = 0;
  let heardAt = new Date();
  let beat = 0;

  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws/bench/`);
    socket.addEventListener('open', () => {
      attempts = 0;
      beat = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{}'), BEAT);
    });
    socket.addEventListener('message', (event) => {
      const news = JSON.parse(event.data);
      heardAt = new Date();
      counter.classList.remove('stale');
      write(words.waiting.replace('{waiting}', news.waiting).replace('{for_me}', news.for_me));
      document.dispatchEvent(new CustomEvent('bench:queue', { detail: news }));
    });
    socket.addEventListener('close', (event) => {
      clearInterval(beat);
      if (event.code === 4401 || event.code === 4403) return;
      counter.classList.add('stale');
      write(words.lost.replace('{time}', heardAt.toLocaleTimeString([], { hour12: false })));
      attempts += 1;
      setTimeout(connect, Math.random() * Math.min(LONGEST, 500 * 2 ** attempts));
    });
  };

  const write = (text) => {
    if (counter.textContent !== text) counter.textContent = text;
  };
  connect();
}
