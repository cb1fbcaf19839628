// Keeps what somebody is writing on the server: two seconds after the last key, and when the page is left.
// Without this script the button "Save and go on later" does the same. The words stand on the page itself.

const PAUSE = 2000;
const RETRY = 15000;

function keep(status) {
  const form = status.closest('form');
  let timer;
  let running;
  let isChanged = false;
  let isSent = false;

  const say = (words) => { status.textContent = words; };
  const wait = (time) => { clearTimeout(timer); timer = setTimeout(save, time); };

  async function save({ isLeaving = false } = {}) {
    clearTimeout(timer);
    // One at a time, so that an older text never arrives last.
    if (!isChanged || isSent || (running && !isLeaving)) return;
    isChanged = false;
    let pause = PAUSE;
    const stop = new AbortController();
    running = stop;
    try {
      const response = await fetch(status.dataset.draft, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: 'application/json' },
        keepalive: isLeaving,
        redirect: 'error',
        signal: stop.signal,
      });
      if (response.ok) {
        say(status.dataset.saved);
      } else {
        const answer = await response.json().catch(() => ({}));
        say(answer.message || status.dataset.failed);
      }
    } catch {
      if (!stop.signal.aborted) {
        isChanged = true;
        pause = RETRY;
        say(status.dataset.failed);
      }
    } finally {
      if (running === stop) running = undefined;
    }
    if (isChanged && !isSent) wait(pause);
  }

  form.addEventListener('input', () => {
    if (isSent) {
      // Back from what was sent: what is written now is something new.
      form.elements.submission_key.value = crypto.randomUUID?.() ?? form.elements.submission_key.value;
      isSent = false;
    }
    isChanged = true;
    wait(PAUSE);
  });
  form.addEventListener('submit', (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      say(status.dataset.offline);
      return;
    }
    isSent = true;
    clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener('online', () => save());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ isLeaving: true });
  });
}

document.querySelectorAll('[data-draft]').forEach(keep);
