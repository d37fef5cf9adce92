// The conclude form: pictures are made small before they are sent.

import { smallFile } from './pictures.mjs';

document.querySelector('#id_pictures')?.addEventListener('change', async ({ target }) => {
  const chosen = new DataTransfer();
  for (const file of target.files) {
    // What is no picture goes as it is: the portal says what is wrong with it.
    chosen.items.add(await smallFile(file).catch(() => file));
  }
  target.files = chosen.files;
});
