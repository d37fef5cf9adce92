// Ages count up, due times count down, the wall shows the server's clock.
const root = document.documentElement;

/** How far this machine's clock is from the server's; sockets and pages set it. */
let drift = 0;
export function setServerTime(moment) { drift = new Date(moment).getTime() - Date.now(); }
export function serverNow() { return new Date(Date.now() + drift); }

const DAYS_FROM_HOURS = 72; // the template tags have the same
const days = new Intl.NumberFormat(root.lang === 'en' ? 'en-GB' : 'zh-CN', { style: 'unit', unit: 'day', unitDisplay: 'long' });
const two = (number) => String(number).padStart(2, '0');
export function duration(seconds) {
  const whole = Math.max(Math.floor(seconds), 0);
  const hours = Math.floor(whole / 3600);
  if (hours >= DAYS_FROM_HOURS) return days.format(Math.floor(hours / 24)); // nobody counts seconds then
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function tick() {
  const now = serverNow();
  for (const element of document.querySelectorAll('[data-age-since]')) {
    element.textContent = duration((now - new Date(element.dataset.ageSince)) / 1000);
  }
  for (const element of document.querySelectorAll('[data-due-at]')) {
    const left = (new Date(element.dataset.dueAt) - now) / 1000;
    element.textContent = left < 0 ? `−${duration(-left)}` : duration(left);
  }
  const wall = document.querySelector('[data-wall-clock]');
  if (!wall) return;
  const zone = { timeZone: 'Asia/Shanghai' };
  wall.querySelector('b').textContent = new Intl.DateTimeFormat('en-GB', { ...zone, timeStyle: 'medium' }).format(now);
  wall.querySelector('span').textContent = new Intl.DateTimeFormat(root.lang === 'en' ? 'en-GB' : 'zh-CN', {
    ...zone, weekday: 'short', day: 'numeric', month: 'short',
  }).format(now);
}

export function start() {
  if (!document.querySelector('[data-age-since], [data-due-at], [data-wall-clock], [data-live]')) return;
  tick();
  setInterval(tick, 1000);
}
