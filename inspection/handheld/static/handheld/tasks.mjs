// Today's tasks as a list, the first due first; how this page writes numbers and times.

const zone = 'Asia/Shanghai';

export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (hole, key) => (key in values ? String(values[key]) : hole));
}

/** Day, hour and minute in the port's own time. */
export function dayTime(moment) {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '–';
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(at);
  const of = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  return `${of.year}-${of.month}-${of.day} ${of.hour}:${of.minute}`;
}

/** A container number in its parts: MSKU 314852 0. */
export function spaced(number) {
  return number.replace(/^([A-Z]{4})(\d{6})(\d)$/, '$1 $2 $3');
}

export function listTasks({ tasks, concluded }, { words, pages, outbox, open }) {
  const rows = tasks.map((task) => {
    const row = document.getElementById('task-row').content.firstElementChild.cloneNode(true);
    const put = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
    const late = new Date(task.due_at) < new Date();
    put('box', spaced(task.container_no || task.subject_reference));
    put('due', fill(late ? words.late : words.due, { at: dayTime(task.due_at) }));
    row.querySelector('[data-due]').classList.toggle('late', late);
    put('place', task.place_code);
    put('method', task.method_words);
    const { returned } = task;
    put('returned', returned ? fill(words.returned, { parts: returned.part_labels.join(' · '), reason: returned.reason }) : '');
    row.querySelector('[data-returned]').hidden = !returned;
    const waits = outbox.unsent(task.order_no).length;
    put('waits', fill(words.waiting, { n: waits }));
    row.querySelector('[data-waits]').hidden = !waits;
    row.querySelector('[data-open]').addEventListener('click', () => open(task.order_no));
    row.dataset.order = task.order_no;
    return row;
  });
  keepFocus(document.getElementById('tasks'), rows);
  document.getElementById('rest').hidden = rows.length > 0;
  const over = concluded.map((one) => {
    const row = document.getElementById('concluded-row').content.firstElementChild.cloneNode(true);
    row.querySelector('[data-box]').textContent = spaced(one.container_no || one.order_no);
    row.querySelector('[data-at]').textContent = dayTime(one.concluded_at);
    row.querySelector('[data-open]').href = pages.replace('ORDER', one.order_no);
    return row;
  });
  document.getElementById('concluded').replaceChildren(...over);
  document.getElementById('finished').hidden = !over.length;
}

function keepFocus(list, rows) {
  const focused = list.contains(document.activeElement) && document.activeElement.closest('li')?.dataset.order;
  list.replaceChildren(...rows);
  if (focused) list.querySelector(`[data-order="${focused}"] [data-open]`)?.focus();
}
