// The frame has an origin of its own that keeps nothing: asking for its storage or cookies throws. Content and the
// player ask all the same, so they get a memory that is gone with the page. First script in the document.
(() => {
  'use strict';

  class Memory {
    #kept = new Map();

    get length() { return this.#kept.size; }
    key(place) { return [...this.#kept.keys()][place] ?? null; }
    getItem(name) { return this.#kept.get(String(name)) ?? null; }
    setItem(name, value) { this.#kept.set(String(name), String(value)); }
    removeItem(name) { this.#kept.delete(String(name)); }
    clear() { this.#kept.clear(); }
  }

  // Names are read and written as properties too: localStorage.theme = 'dark'.
  const asProperties = (memory) => new Proxy(memory, {
    get: (target, name) => {
      const own = Reflect.get(target, name);
      if (typeof own === 'function') return own.bind(target);
      return own ?? (typeof name === 'string' ? target.getItem(name) ?? undefined : undefined);
    },
    set: (target, name, value) => { target.setItem(name, value); return true; },
    deleteProperty: (target, name) => { target.removeItem(name); return true; },
  });

  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { value: asProperties(new Memory()) });
  }
  Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} });
  // Where a browser does not know the directive "webrtc", this is the one way out that the policy leaves open.
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
    delete window[name];
  }
})();
