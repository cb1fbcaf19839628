// Keeps what somebody is writing on the server: two seconds after the last key, and when the page is left.
// Without this script the button "Save and go on later" does the same. The words stand once on the page itself.

const PAUSE = 2000;
const RETRY = 15000;
const PATIENCE = 10000;
const words = document.getElementById('saving')?.dataset;

function keep(status) {
  const form = status.closest('form');
  let timer;
  let running;
  let isChanged = false;
  let isSent = false;
  let isHeld = false;

  const say = (words) => { status.textContent = words; };
  const wait = (time) => { clearTimeout(timer); timer = setTimeout(save, time); };

  async function save({ isLeaving = false } = {}) {
    clearTimeout(timer);
    // One at a time, so that an older text never arrives last.
    if (!isChanged || isSent || (running && !isLeaving)) return false;
    isChanged = false;
    let isKept = false;
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
        say(words.saved);
      } else {
        const answer = await response.json().catch(() => ({}));
        say(answer.message || words.failed);
      }
      isKept = true;
    } catch {
      if (!stop.signal.aborted) {
        isChanged = true;
        pause = RETRY;
        say(words.failed);
      }
    } finally {
      if (running === stop) running = undefined;
    }
    if (isChanged && !isSent) wait(pause);
    return isKept;
  }

  function note() {
    if (isSent && status.dataset.keepsKey === undefined) {
      // Back from what was sent: what is written now is something new.
      form.elements.submission_key.value = crypto.randomUUID?.() ?? form.elements.submission_key.value;
    }
    isSent = false;
    isChanged = true;
    wait(PAUSE);
  }

  // What may not be on the server yet goes there first: a form sent into nothing leaves an empty page behind.
  async function sendWhenKept(submitter) {
    isHeld = true;
    running?.abort();
    running = undefined;
    isChanged = true;
    const patience = setTimeout(() => running?.abort(), PATIENCE);
    const isKept = navigator.onLine && await save();
    clearTimeout(patience);
    isHeld = false;
    if (isKept) {
      form.requestSubmit(submitter);
      return;
    }
    isChanged = true;
    wait(RETRY);
    say(words.offline);
  }

  form.addEventListener('input', note);
  // Lines that are moved have no field of their own that says so.
  form.addEventListener('change', (event) => { if (!event.target.form) note(); });
  form.addEventListener('submit', (event) => {
    if (isHeld || isChanged || running || !navigator.onLine) {
      event.preventDefault();
      if (!isHeld) sendWhenKept(event.submitter);
      return;
    }
    isSent = true;
    clearTimeout(timer);
  });
  window.addEventListener('online', () => save());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ isLeaving: true });
  });
}

document.querySelectorAll('[data-draft]').forEach(keep);
