// The style guide's own button: shows a toast.
import { toast } from './toast.mjs';

document.querySelector('[data-sample-toast]')?.addEventListener('click', (event) => {
  toast(event.currentTarget.dataset.sampleToast, { undo() {} });
});
