// Starts the player, and tells the page around the frame what the content says. The content runs beside this script
// and could say all of it by itself: the page and the server believe nothing that comes from here.
(() => {
  'use strict';

  const SAVE_EVERY = 3000;
  // After these verbs about the whole content, everything that was answered in it is sent along.
  const CLOSING = new Set(['answered', 'completed', 'passed', 'failed', 'mastered']);
  // Each click and each page turned is nothing that anybody reads: only what tells how it went is sent.
  const TOLD = new Set([...CLOSING, 'consumed']);
  const SUB_CONTENT = 'http://h5p.org/x-api/h5p-subContentId';

  const play = JSON.parse(document.getElementById('play').textContent);
  const host = window.parent;
  const tell = (kind, what) => host.postMessage({ laersammen: 'h5p', kind, ...what }, play.host);
  // Plain data, and who did it left out: the server knows.
  const plain = (statement) => {
    const { actor, ...rest } = JSON.parse(JSON.stringify(statement));
    return rest;
  };
  const verbOf = (statement) => String(statement?.verb?.id ?? '').split('/').pop();
  const isWhole = (statement) => !statement.context?.contextActivities?.parent?.length
    && !statement.object?.definition?.extensions?.[SUB_CONTENT];
  // Whether somebody has pressed, touched or typed anything in this frame: the browser knows. Where it does not say,
  // a press of its own making does.
  let isPressed = false;
  const hasActed = () => navigator.userActivation?.hasBeenActive ?? isPressed;
  const branch = (part) => ({ statement: plain(part.statement), children: (part.children ?? []).map(branch) });

  function everythingAnswered(content) {
    try {
      return (content.getXAPIData?.()?.children ?? []).map(branch);
    } catch {
      // A content type that stumbles over its own report; what it has said by events is known.
      return [];
    }
  }

  function passOn(event) {
    const { statement } = event.data;
    const verb = verbOf(statement);
    if (!TOLD.has(verb)) return;
    const isEnd = CLOSING.has(verb) && isWhole(statement);
    const said = plain(statement);
    const acted = hasActed();
    // Content asks for its report while it is still answering: let it finish first.
    setTimeout(() => {
      const children = isEnd ? everythingAnswered(window.H5P.instances[0]) : [];
      tell('statement', { statement: said, children, acted });
    });
  }

  function keepState(content) {
    const current = () => {
      try {
        return JSON.stringify(content.getCurrentState());
      } catch {
        return undefined;
      }
    };
    let known = current();
    const save = () => {
      const state = current();
      if (state === undefined || state === known) return;
      known = state;
      tell('state', { state });
    };
    setInterval(save, SAVE_EVERY);
    document.addEventListener('visibilitychange', save);
    window.addEventListener('pagehide', save);
  }

  function noticeActs() {
    const events = ['pointerdown', 'pointerup', 'touchend', 'keydown', 'click'];
    const notice = (event) => {
      isPressed ||= event.isTrusted;
      if (!hasActed()) return;
      events.forEach((name) => window.removeEventListener(name, notice, true));
      tell('acted', {});
    };
    events.forEach((name) => window.addEventListener(name, notice, true));
  }

  function keepHeight() {
    let known = 0;
    const measure = () => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === known) return;
      known = height;
      tell('resize', { height });
    };
    new ResizeObserver(measure).observe(document.body);
    window.addEventListener('resize', () => window.H5P.instances.forEach((one) => window.H5P.trigger(one, 'resize')));
    measure();
  }

  const literally = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

  async function start(state) {
    noticeActs();
    // The frame is another origin than its own files: a picture that is drawn on a canvas is asked for in a way that lets
    // content read the canvas. The files' answers allow it. Content without a query of its own asks by address.
    window.H5PIntegration = { crossorigin: 'anonymous', crossoriginRegex: `^${literally(play.files)}/` };
    await new window.H5PStandalone.H5P(document.getElementById('content'), {
      id: play.content,
      embedType: 'div',
      h5pJsonPath: play.files,
      frameJs: play.player.script,
      frameCss: play.player.style,
      title: play.title,
      xAPIObjectIRI: play.activity,
      translations: { H5P: play.words },
      // The player gives content its state back only where it would save it too; it cannot, and we do.
      saveFreq: 3600,
      contentUserData: state ? [{ state }] : undefined,
      // False means: load all, and do not begin. What is said at the start must be heard.
      preventH5PInit: false,
    });
    window.H5P.externalDispatcher.on('xAPI', passOn);
    window.H5P.init(document.body);
    // Content keeps a margin within itself only where it believes to stand in H5P's own frame.
    document.querySelector('.h5p-content').classList.replace('h5p-no-frame', 'h5p-frame');
    const [content] = window.H5P.instances;
    if (!content) throw new Error('no such content type');
    keepHeight();
    if (content.getCurrentState) keepState(content);
    tell('ready', {});
  }

  window.addEventListener('message', function begin(event) {
    if (event.source !== host || event.origin !== play.host || event.data?.laersammen !== 'h5p') return;
    if (event.data.kind !== 'start') return;
    window.removeEventListener('message', begin);
    start(event.data.state).catch((problem) => {
      console.error(problem);
      tell('failed', {});
    });
  });
})();
