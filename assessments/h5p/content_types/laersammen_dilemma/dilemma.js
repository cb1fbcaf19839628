/*
 * Laersammen.Dilemma: a way through scenes, one choice at a time, to one of several endings.
 * Part of Lærsammen. Licence: EUPL-1.2, see LICENSE.txt.
 *
 * Nothing is graded: an ending is reported as completed, without a score. Every choice is reported as answered, as
 * a part of the whole. What is shown comes from the content as plain text: it is never read as HTML.
 */
window.Laersammen = window.Laersammen || {};

window.Laersammen.Dilemma = (() => {
  'use strict';

  const AREAS = ['relation', 'selfDetermination', 'dutyOfCare'];
  const LETTERS = 'ABCDE';
  // A 24 px grid and 2 px lines, as all signs of the house.
  const SIGNS = {
    up: 'M12 19V5M6 11l6-6 6 6',
    same: 'M5 9.5h14M5 14.5h14',
    down: 'M12 5v14M6 13l6 6 6-6',
    open: 'M6 12h.01M12 12h.01M18 12h.01',
    check: 'M5 12.5l4.5 4.5L19 7.5',
  };
  const SVG = 'http://www.w3.org/2000/svg';
  const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '039': "'", '39': "'" };
  const SIMULATION = 'http://adlnet.gov/expapi/activities/simulation';
  const INTERACTION = 'http://adlnet.gov/expapi/activities/cmi.interaction';

  // H5P platforms store plain text with these five characters escaped. It is shown as text, so they are read back.
  const plain = (text) =>
    String(text ?? '').replace(/&(amp|lt|gt|quot|0?39|#0?39);/g, (_, name) => ENTITIES[name.replace('#', '')]);

  const fill = (text, values) => plain(text).replace(/@(\w+)/g, (all, name) => values[name] ?? all);

  /** An element with attributes (a function listens to the event of its name) and children. */
  function make(tag, attributes = {}, ...children) {
    const [name, ...classes] = tag.split('.');
    const element = document.createElement(name);
    if (classes.length) element.className = classes.map((one) => `laersammen-dilemma__${one}`).join(' ');
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(key, value);
      else if (value !== false) element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  function sign(name) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('class', `laersammen-dilemma__sign laersammen-dilemma__sign--${name}`);
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', SIGNS[name]);
    svg.append(path);
    return svg;
  }

  /** Paragraphs of a text: an empty line parts them. */
  const paragraphs = (text) =>
    plain(text).split(/\n\s*\n/).filter((one) => one.trim()).map((one) => make('p', {}, one.trim()));

  return class Dilemma extends H5P.EventDispatcher {
    /**
     * @param {object} params  What semantics.json describes.
     * @param {number|string} contentId
     * @param {object} [extras]  `previousState` is what `getCurrentState` gave.
     */
    constructor(params, contentId, extras = {}) {
      super();
      this.params = params;
      this.contentId = contentId;
      this.l10n = params.l10n ?? {};
      this.scenes = new Map((params.scenes ?? []).map((scene) => [scene.key, scene]));
      this.endings = new Map((params.endings ?? []).map((ending) => [ending.key, ending]));
      this.language = extras.metadata?.defaultLanguage || 'da';
      this.hasMoved = false;
      this.way = this.walk(extras.previousState?.way);
    }

    /** As many of the steps as still make sense: the content may have been changed since they were kept. */
    walk(steps) {
      const way = [];
      let scene = this.params.scenes?.[0];
      for (const [key, number] of Array.isArray(steps) ? steps : []) {
        if (!scene || key !== scene.key || !scene.choices?.[number]) break;
        way.push({ scene, number, choice: scene.choices[number] });
        scene = this.scenes.get(scene.choices[number].to);
      }
      return way;
    }

    /** Where the way has led to: `{scene}`, `{ending}`, or `{}` where the content has nothing. */
    get here() {
      const key = this.way.length ? this.way.at(-1).choice.to : this.params.scenes?.[0]?.key;
      return { scene: this.scenes.get(key), ending: this.endings.get(key) };
    }

    attach($container) {
      this.root = $container[0];
      this.root.classList.add('laersammen-dilemma');
      this.status = make('p.unseen', { role: 'status', 'aria-live': 'polite' });
      this.body = make('div.body');
      this.root.replaceChildren(this.body, this.status);
      this.setActivityStarted();
      this.show();
    }

    choose(number) {
      const { scene } = this.here;
      this.way.push({ scene, number, choice: scene.choices[number] });
      this.hasMoved = true;
      this.trigger(this.answered(this.way.at(-1)));
      this.show(true);
      if (this.here.ending) this.trigger(this.completed());
    }

    goBack(place) {
      this.way.length = place;
      this.hasMoved = true;
      this.show(true);
    }

    /** Part of H5P's contract: begin anew. */
    resetTask() {
      this.goBack(0);
    }

    /** Part of H5P's contract: what to give the next instance as `previousState`; undefined before anything is done. */
    getCurrentState() {
      return this.hasMoved || this.way.length
        ? { way: this.way.map(({ scene, number }) => [scene.key, number]) }
        : undefined;
    }

    /** Part of H5P's contract: the whole and its parts, as xAPI statements. */
    getXAPIData() {
      return {
        statement: this.completed().data.statement,
        children: this.way.map((step) => ({ statement: this.answered(step).data.statement })),
      };
    }

    /** xAPI: the choice made in a scene. The scene is a part of the whole; there is no right answer. */
    answered({ scene, number }) {
      const part = Object.assign(new H5P.EventDispatcher(), {
        contentId: this.contentId,
        subContentId: scene.key,
        parent: this,
      });
      const event = part.createXAPIEventTemplate('answered');
      const { statement } = event.data;
      Object.assign(statement.object.definition, {
        name: this.inWords(scene.question),
        type: INTERACTION,
        interactionType: 'choice',
        choices: scene.choices.map((choice, place) => ({
          id: String(place),
          description: this.inWords(choice.text),
        })),
      });
      statement.result = { response: String(number), completion: true };
      return event;
    }

    /** xAPI: the whole, with the key of the ending that was reached as the response. */
    completed() {
      const event = this.createXAPIEventTemplate('completed');
      const { ending } = this.here;
      Object.assign(event.data.statement.object.definition, {
        name: this.inWords(this.params.title),
        type: SIMULATION,
      });
      event.data.statement.result = {
        completion: Boolean(ending),
        duration: `PT${Math.round((Date.now() - this.activityStartTime) / 10) / 100}S`,
        ...(ending && { response: ending.key }),
      };
      return event;
    }

    inWords(text) {
      return { [this.language]: plain(text) };
    }

    say(name, values = {}) {
      return fill(this.l10n[name], values);
    }

    /** Draw where the way has led to; `isMove`: somebody went there just now, so say it and move the focus. */
    show(isMove = false) {
      const { scene, ending } = this.here;
      const last = this.way.at(-1);
      const headings = [];
      const heading = (text) => {
        headings.push(make('h3', { tabindex: '-1' }, text));
        return headings.at(-1);
      };
      this.body.replaceChildren(
        // Platforms show the title themselves, above the content.
        make('h2.unseen', {}, plain(this.params.title)),
        make('p.meta', {}, this.say(ending ? 'ended' : 'step', { number: this.way.length + (ending ? 0 : 1) })),
        this.drawWho(),
        ...(last ? [make('section.happened', {}, heading(plain(last.choice.short)), ...this.drawStep(last))] : []),
        ...(scene ? this.drawScene(scene, heading) : ending ? this.drawEnding(ending, heading) : []),
        ...(scene || ending ? [] : paragraphs(this.say('broken'))),
        ...this.drawWay(scene),
      );
      if (isMove) {
        headings[0]?.focus();
        this.status.textContent = ending
          ? this.say('reached', { title: plain(ending.title) })
          : this.say('nowChoose', { number: this.way.length + 1, question: plain(scene?.question) });
      }
      this.trigger('resize');
    }

    drawWho() {
      return make(
        'details.who',
        { open: !this.way.length, toggle: () => this.trigger('resize') },
        make('summary', {}, this.say('who')),
        ...paragraphs(this.params.who),
      );
    }

    drawScene(scene, heading) {
      return [
        make(
          'section.scene',
          {},
          heading(plain(scene.question)),
          ...paragraphs(scene.text),
          make(
            'ul.choices',
            {},
            ...(scene.choices ?? []).map((choice, number) =>
              make(
                'li',
                {},
                make(
                  'button.choice',
                  { type: 'button', click: () => this.choose(number) },
                  make('span.letter', { 'aria-hidden': 'true' }, LETTERS[number]),
                  make('span', {}, plain(choice.text)),
                ),
              ),
            ),
          ),
          make('p.note', {}, this.say('severalWays')),
        ),
      ];
    }

    drawEnding(ending, heading) {
      const voice = (name, words) => make('div.voice', {}, make('p.speaker', {}, plain(name)), ...paragraphs(words));
      return [
        make(
          'section.ending',
          {},
          heading(plain(ending.title)),
          ...paragraphs(ending.text),
          voice(ending.expertName, ending.expert),
          voice(ending.citizenName, ending.citizen),
          make('p.note', {}, this.say('oneOfThem')),
          make('button.again', { type: 'button', click: () => this.resetTask() }, this.say('tryAnother')),
        ),
      ];
    }

    /** What one choice did. */
    drawStep({ choice }) {
      return [
        ...paragraphs(choice.happened),
        make('h4', {}, this.say('didThis')),
        make(
          'dl.effects',
          {},
          ...AREAS.map((area) => {
            const effect = SIGNS[choice[area]?.effect] ? choice[area].effect : 'same';
            return make(
              'div.effect',
              {},
              make('dt', {}, this.say(area)),
              make(
                'dd',
                {},
                sign(effect),
                make('span', {}, make('strong', {}, `${this.say(effect)}.`), ` ${plain(choice[area]?.why)}`),
              ),
            );
          }),
        ),
      ];
    }

    /** The way so far, each step with a way back to it. */
    drawWay(scene) {
      if (!this.way.length) return [];
      const step = ({ choice }, place) =>
        make(
          'li',
          {},
          make('span.mark', {}, sign('check')),
          make(
            'span.step',
            {},
            make('span', {}, plain(choice.short)),
            make(
              'button.back',
              { type: 'button', click: () => this.goBack(place) },
              this.say('chooseAgain'),
              make('span.unseen', {}, `: ${plain(choice.short)}`),
            ),
          ),
        );
      const here = (question) =>
        make(
          'li',
          { 'aria-current': 'step' },
          make('span.mark', {}, String(this.way.length + 1)),
          make('span.step', {}, make('strong', {}, plain(question)), make('span.soft', {}, this.say('here'))),
        );
      return [
        make(
          'section.way',
          {},
          make('h3', {}, this.say(scene ? 'waySoFar' : 'wholeWay')),
          make('ol', {}, ...this.way.map(step), scene ? here(scene.question) : null),
        ),
      ];
    }
  };
})();
