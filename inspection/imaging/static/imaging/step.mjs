// The bench and its second window keep step: what one shows, the other shows.

const LINE = 'bench-in-step';

/** For the bench: tells what it shows, and again whenever a window asks. */
export function tellWindows(state) {
  const line = new BroadcastChannel(LINE);
  line.addEventListener('message', ({ data }) => data?.ask && line.postMessage(state()));
  return () => line.postMessage(state());
}

/** For the second window: hears what the bench shows. */
export function hearBench(onState) {
  const line = new BroadcastChannel(LINE);
  line.addEventListener('message', ({ data }) => data?.scan_no && onState(data));
  line.postMessage({ ask: true });
}
