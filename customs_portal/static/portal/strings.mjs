// The words of the page, rendered by the server; scripts hold none of their own.
const block = document.getElementById('portal-strings');
const words = block ? JSON.parse(block.textContent) : {};

/** The word for `name`, with `{n}`-style holes filled from `values`. */
export function say(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (hole, key) => (key in values ? String(values[key]) : hole));
}

/** Words of a page's own json_script block. */
export function pageData(id) {
  const own = document.getElementById(id);
  return own ? JSON.parse(own.textContent) : {};
}

export const language = document.documentElement.lang;
export const numbers = new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'zh-CN');

/** hh:mm:ss in the port's own time, whatever the visitor's machine says. */
export function clockTime(moment) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
  }).format(moment);
}
