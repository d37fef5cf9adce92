// Buttons with data-dialog="<id>" open that dialog; focus comes back to them when it closes.
export function start() {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]');
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog) return;
      event.preventDefault();
      dialog.addEventListener('close', () => opener.focus(), { once: true });
      dialog.showModal();
      return;
    }
    event.target.closest('[data-dialog-close]')?.closest('dialog')?.close();
  });
}
