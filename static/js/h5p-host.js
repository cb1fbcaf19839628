// Plays H5P content in a frame of its own, and sends on what it says. The frame's content was made by strangers: it is
// listened to only in the shapes below, so often and at such length, and it never gets an answer back.

const LEAST_HEIGHT = 100;
const MOST_HEIGHT = 10000;
// Statements: so many at once (a presentation tells of each of its tasks when it is handed in), then so many a second.
const AT_ONCE = 60;
const A_SECOND = 2;
const MOST_WAITING = 200;
const MOST_CHILDREN = 500;
const STATE_EVERY = 3000;
const RETRY = [2000, 5000, 15000, 30000];
// A frame that has not begun by then will hardly do so: people get a way past it. It may still begin.
const START_WITHIN = 20000;
// What a browser sends while the page is being left is at most 64 kB.
const LEAVING_BYTES = 60000;

const bytes = (text) => new TextEncoder().encode(text).length;
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
// Without randomUUID (no https) the browser still has good random numbers.
const newId = () => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => (
  (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16)
));

// As plain data, or undefined for what JSON cannot say: NaN, infinities, circles.
function asPlain(value) {
  try {
    return JSON.parse(JSON.stringify(value, (_name, part) => {
      if (typeof part === 'number' && !Number.isFinite(part)) throw new RangeError('not a number');
      return part;
    }));
  } catch {
    return undefined;
  }
}

// Everything in a statement that is not for its content to say is said here, or by the server.
function ours(said) {
  const { actor, authority, stored, version, ...rest } = said;
  return { ...rest, id: newId(), timestamp: new Date().toISOString() };
}

function branch(part, room) {
  room.left -= 1;
  if (room.left < 0 || !isObject(part) || !isObject(part.statement) || !Array.isArray(part.children ?? [])) {
    throw new TypeError('no statement');
  }
  return { statement: ours(part.statement), children: (part.children ?? []).map((child) => branch(child, room)) };
}

function play(place) {
  const frame = place.querySelector('iframe');
  const status = place.querySelector('[role=status]');
  // None where an author tries it in the CMS.
  const form = place.closest('form');
  const words = place.dataset;
  const field = (name) => form.elements.namedItem(name)?.value ?? '';
  const say = (text) => { status.textContent = text; };
  // What people may say themselves: that they have seen it, where it tells no end; that they go on without it, where it
  // does not run. Without this script the second is always there.
  const offer = (name, isOffered) => {
    form?.querySelectorAll(`[data-way="${name}"]`).forEach((way) => { way.hidden = !isOffered; });
  };

  // -- to the server
  const post = (address, what, { isLeaving = false } = {}) => fetch(address, {
    method: 'POST',
    body: JSON.stringify({
      token: words.token, question: field('question'), registration: field('submission_key'), ...what,
    }),
    headers: {
      'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': field('csrfmiddlewaretoken'),
    },
    keepalive: isLeaving,
    redirect: 'error',
  });

  const waiting = [];
  let isSending = false;
  let isAnswered = false;
  let tries = 0;
  // It said that it was over before anybody had touched it, and may not say so again.
  let isOverTooSoon = false;
  let hasActed = false;

  function giveUp(text) {
    say(text);
    offer('seen', false);
    offer('without', !isAnswered);
  }

  function offerSeen() {
    offer('seen', !isAnswered && ('endless' in words || (isOverTooSoon && hasActed)));
  }

  function tellResult(answer) {
    if (answer.message) say(answer.message);
    if (!answer.attempt) {
      // There is something to say of a statement that is no answer where it came too soon.
      isOverTooSoon ||= Boolean(answer.message);
      offerSeen();
      return;
    }
    isAnswered = true;
    offer('seen', false);
    offer('without', false);
    place.querySelector(answer.lesson_is_done ? '[data-go-on]' : '[data-see]').hidden = false;
  }

  // True: this one is done with. False: try again in a while.
  async function send(item, how) {
    let response;
    try {
      response = await post(words.statements, item, how);
    } catch {
      say(words.offline);
      return false;
    }
    if (response.status === 429 || response.status >= 500) {
      say(words.offline);
      if (tries < 20) return false;
      giveUp(words.failed);
      return true;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      tellResult(answer);
    } else if (response.status !== 409) {
      // 409: it had arrived before. All else that is refused stays refused.
      giveUp(answer.message || words.failed);
    }
    return true;
  }

  async function drain() {
    if (isSending) return;
    isSending = true;
    while (waiting.length) {
      // One at a time and in order: an end belongs after what it ends.
      if (await send(waiting[0])) {
        waiting.shift();
        tries = 0;
      } else {
        const pause = RETRY[Math.min(tries, RETRY.length - 1)];
        tries += 1;
        await new Promise((go) => {
          setTimeout(go, pause);
          window.addEventListener('online', go, { once: true });
        });
      }
    }
    isSending = false;
  }

  let state = null;
  let savedAt = 0;
  let timer;

  async function saveState(how) {
    clearTimeout(timer);
    if (state === null || !words.states) return;
    const kept = state;
    state = null;
    savedAt = performance.now();
    try {
      await post(words.states, { state: kept }, how);
    } catch {
      // Nothing is lost that was there before; the next change is tried again.
    }
  }

  // -- from the frame
  let left = AT_ONCE;
  let filledAt = performance.now();

  function mayPass() {
    const now = performance.now();
    left = Math.min(AT_ONCE, left + ((now - filledAt) / 1000) * A_SECOND);
    filledAt = now;
    if (left < 1 || waiting.length >= MOST_WAITING) return false;
    left -= 1;
    return true;
  }

  const slow = setTimeout(() => giveUp(words.broken), START_WITHIN);
  const hear = {
    ready() {
      clearTimeout(slow);
      place.dataset.playing = 'yes';
      say('');
      offer('without', false);
      offerSeen();
    },
    acted() {
      hasActed = true;
      offerSeen();
    },
    failed() {
      clearTimeout(slow);
      giveUp(words.broken);
    },
    resize({ height }) {
      if (!Number.isFinite(height)) return;
      frame.height = Math.min(Math.max(Math.ceil(height), LEAST_HEIGHT), MOST_HEIGHT);
    },
    statement({ statement, children = [], acted = false }) {
      if (!words.statements || !mayPass()) return;
      const said = asPlain({ statement, children });
      if (said === undefined || typeof said.statement?.verb?.id !== 'string') return;
      let item;
      try {
        item = { ...branch(said, { left: MOST_CHILDREN }), acted: acted === true };
      } catch {
        return;
      }
      if (bytes(JSON.stringify(item)) > Number(words.maxBytes)) {
        giveUp(words.failed);
        return;
      }
      waiting.push(item);
      drain();
    },
    state({ state: text }) {
      if (typeof text !== 'string' || bytes(text) > Number(words.maxState)) return;
      state = text;
      clearTimeout(timer);
      timer = setTimeout(saveState, Math.max(0, savedAt + STATE_EVERY - performance.now()));
    },
  };

  window.addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || !isObject(event.data) || event.data.laersammen !== 'h5p') return;
    if (Object.hasOwn(hear, event.data.kind)) hear[event.data.kind](event.data);
  });

  // -- the frame itself
  let isBegun = false;
  frame.addEventListener('load', () => {
    if (!isBegun) {
      isBegun = true;
      frame.contentWindow.postMessage({ laersammen: 'h5p', kind: 'start', state: words.state }, '*');
      return;
    }
    // Its document is another one now: the content has tried to leave. It is not played on.
    clearTimeout(slow);
    frame.remove();
    giveUp(words.left);
  });
  offer('without', false);
  frame.src = words.h5p;

  const full = place.querySelector('[data-full]');
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener('click', () => frame.requestFullscreen().then(() => frame.focus()));

  // The way on leads to another place of the page that is here, as it is now on the server.
  place.querySelectorAll('[data-go-on], [data-see]').forEach((link) => link.addEventListener('click', (event) => {
    if (link.pathname + link.search !== location.pathname + location.search) return;
    event.preventDefault();
    location.hash = link.hash;
    location.reload();
  }));

  // -- leaving
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveState({ isLeaving: bytes(state ?? '') < LEAVING_BYTES });
  });
  window.addEventListener('beforeunload', (event) => {
    if (waiting.length) event.preventDefault();
  });
  window.addEventListener('pagehide', () => {
    // What was on its way may arrive twice: it has its own id, and the second is not taken.
    waiting.filter((item) => bytes(JSON.stringify(item)) < LEAVING_BYTES).slice(0, 5)
      .forEach((item) => post(words.statements, item, { isLeaving: true }).catch(() => {}));
  });
}

document.querySelectorAll('[data-h5p]').forEach(play);
