// Loaded by every page: brings the shared behaviour to life.
import './csrf.mjs';
import { start as startAutosave } from './autosave.mjs';
import { start as startClock } from './clock.mjs';
import { start as startComboboxes } from './combobox.mjs';
import { start as startDialogs } from './dialog.mjs';
import { start as startKeyboard } from './keyboard.mjs';
import { start as startProblems } from './problems.mjs';
import { start as startTables } from './table.mjs';
import { start as startToasts } from './toast.mjs';

startKeyboard();
startAutosave();
startDialogs();
startToasts();
startTables();
startComboboxes();
startClock();
startProblems();

// Whoever signs out, on whatever page, leaves no handheld's page behind on this device.
let handheld;
navigator.serviceWorker?.getRegistration('/handheld/').then((found) => { handheld = found?.active; });
document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented && event.target.matches('form[action="/sign-out/"]')) handheld?.postMessage({ type: 'signed-out' });
});
