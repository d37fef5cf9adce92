// Small tools that touch the page: text and attributes only, never markup made of data.
const SVG = 'http://www.w3.org/2000/svg';

const words = JSON.parse(document.getElementById('wall-words').textContent);
export { words };

export const chinese = document.documentElement.lang.startsWith('zh');
const numbers = (digits) => new Intl.NumberFormat(chinese ? 'zh-CN' : 'en-GB', {
  minimumFractionDigits: 0, maximumFractionDigits: digits,
});
export const number = (value, digits = 0) => numbers(digits).format(value);
/** Long numbers in groups a person can read out, as everywhere in the portal. */
const spaced = (text) => text.replace(/^(\d{4})(\d{4})(\d)(\d{9})(?=$|-\d)/, '$1 $2 $3 $4').replace(/^([A-Z]{4})(\d{6})(\d)$/, '$1 $2 $3');
export const shown = (value) => (value?.en ? personName(value) : spaced(String(value ?? '')));
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, key) => (key in values ? shown(values[key]) : hole));
export const say = (name, values = {}) => fill(words.say[name] ?? name, values);
export const personName = (person) => (chinese ? person.zh : person.en);
export const placeName = (code) => words.places[code] ?? code;

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** An element with attributes and children; strings become text nodes. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function draw(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** The house's own glyph of a severity: shape first, colour last. */
export function glyph(name) {
  const template = one(`template[data-glyph="${name}"]`);
  return template ? template.content.firstElementChild.cloneNode(true) : null;
}

export const tone = (severity) => (severity === 'offline' ? 'off' : severity);

/** Keyed patch: keeps the elements of known keys, makes new ones, drops the rest, in order. */
export function patchList(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map((element) => [element.dataset.key, element]));
  let previous = null;
  for (const item of items) {
    const key = String(keyOf(item));
    let element = known.get(key);
    known.delete(key);
    if (!element) {
      element = create(item);
      element.dataset.key = key;
    }
    update(element, item);
    const expected = previous ? previous.nextElementSibling : parent.firstElementChild;
    if (element !== expected) parent.insertBefore(element, expected);
    previous = element;
  }
  for (const gone of known.values()) gone.remove();
}

/** hh:mm:ss in the port's own time. */
export function clockTime(moment, seconds = true) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}),
  }).format(new Date(moment));
}
