"""Content types of our own for the browser tests: a small good one, and a frame for hostile ones."""

from collections.abc import Mapping
from typing import Any

from assessments.h5p.models import H5PContent, Library
from tests.factories.h5p import make_content, make_library

# One question with two answers. It remembers what was chosen, and says so when it is checked.
QUIZ = """
var H5P = H5P || {};
H5P.TestQuiz = function (params, contentId, extras) {
  var self = this;
  H5P.EventDispatcher.call(self);
  var chosen = extras && extras.previousState ? extras.previousState.chosen : '';
  self.attach = function ($container) {
    $container.append('<fieldset><legend>' + params.question + '</legend></fieldset>');
    ['Ja', 'Nej'].forEach(function (text) {
      var $label = H5P.jQuery('<label><input type="radio" name="answer" value="' + text + '"></label>');
      $label.append(text);
      $label.find('input').prop('checked', text === chosen).on('change', function () { chosen = text; });
      $container.find('fieldset').append($label);
    });
    H5P.jQuery('<button type="button">Tjek</button>').on('click', check).appendTo($container);
  };
  self.getCurrentState = function () { return {chosen: chosen}; };
  function fill(event) {
    event.setScoredResult(chosen === params.right ? 1 : 0, 1, self, true, chosen === params.right);
    event.data.statement.result.response = chosen;
    return event;
  }
  self.getXAPIData = function () {
    return {statement: fill(self.createXAPIEventTemplate('answered')).data.statement, children: []};
  };
  function check() { self.trigger(fill(self.createXAPIEventTemplate('answered'))); }
};
"""


def make_quiz(**params: Any) -> H5PContent:
    """One question, right when "Ja" is chosen; no grader knows it."""
    params = {"question": "Banker du på?", "right": "Ja", **params}
    return _make("H5P.TestQuiz", QUIZ, params, title="Banker du på?")


# Reports full marks of something as soon as it is there, as the example of H5P.Dictation 1.0.3 does.
EAGER = """
var H5P = H5P || {};
H5P.Dictation = function (params) {
  var self = this;
  H5P.EventDispatcher.call(self);
  function say(words) {
    var event = self.createXAPIEventTemplate('answered');
    event.setScoredResult(14, 14, self, true, true);
    event.data.statement.result.response = words;
    self.trigger(event);
  }
  self.attach = function ($container) {
    $container.append('<p>Skriv, hvad du hører.</p>');
    var $check = H5P.jQuery('<button type="button">Tjek</button>').on('click', function () { say('ord'); });
    $container.append($check);
    H5P.jQuery('<button type="button">Lyt</button>').appendTo($container);
    setTimeout(function () { say('[,][,]'); }, 50);
  };
};
"""
# Something to look at, which never says anything.
SILENT = """
var H5P = H5P || {};
H5P.Accordion = function () {
  H5P.EventDispatcher.call(this);
  this.attach = function ($container) { $container.append('<p>Fold ud.</p>'); };
};
"""


def make_eager() -> H5PContent:
    """Content that says that it is over, with full marks, before anybody has touched it."""
    return _make("H5P.Dictation", EAGER, {}, title="Diktat")


def make_silent() -> H5PContent:
    """Content of a kind that never says that it is over."""
    return _make("H5P.Accordion", SILENT, {}, title="Foldeud")


# Draws a picture of its own on a canvas and reads it back, as H5P.Agamotto does with `H5P.setSource`, and as
# others do with the address alone.
CANVAS = """
var colours = function (image) {
  return new Promise(function (resolve) {
    image.onload = function () {
      var canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      var context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      try { resolve([].slice.call(context.getImageData(0, 0, 1, 1).data)); }
      catch (error) { resolve(String(error)); }
    };
    image.onerror = function () { resolve('not loaded'); };
  });
};
var first = new Image();
var told = colours(first);
H5P.setSource(first, params.picture, Object.keys(H5PIntegration.contents)[0].slice(4));
note('source', await told);
var second = new Image();
told = colours(second);
var address = H5P.getPath(params.picture.path, Object.keys(H5PIntegration.contents)[0].slice(4));
second.crossOrigin = H5P.getCrossOrigin(address);
second.src = address;
note('address', await told);
note('elsewhere', H5P.getCrossOrigin('https://elsewhere.example/a.png'));
"""
# Sets what stands between two dollar signs in a frame of its own, as H5P.MathDisplay does with formulas.
FORMULAS = """
H5P.jQuery(document).ready(function () {
  var set = function () {
    H5P.jQuery('p:contains("$$")').each(function () {
      this.textContent = 'Formel: ' + this.textContent.slice(2, -2);
    });
  };
  new MutationObserver(set).observe(document.body, {childList: true, subtree: true});
  set();
});
"""


def make_formula() -> H5PContent:
    """Content with a formula in it, and a library that adds itself to such content."""
    code = SILENT.replace("Fold ud.", "$$x$$").replace("H5P.Accordion", "H5P.TestFormula")
    make_library(
        "H5P.TestMath",
        (1, 0, 0),
        files={"main.js": FORMULAS.encode()},
        metadata={
            "preloadedJs": [{"path": "main.js"}],
            "addTo": {"content": {"types": [{"text": {"regex": r"/\$\$.+\$\$/"}}]}},
        },
    )
    return _make("H5P.TestFormula", code, {"text": "$$x$$"}, title="Formel")


def make_broken(code: str) -> H5PContent:
    """Content whose code is this, which does not get it going."""
    return _make("H5P.TestBroken", code, {}, title="I stykker")


def make_hostile(script: str, *, files: Mapping[str, bytes] | None = None, **params: Any) -> H5PContent:
    """Content that runs this body of an async function(params, note) when it begins.

    `note(name, value)` keeps what it got hold of; the test reads it in the frame: `window.noted`.
    """
    code = (
        "var H5P = H5P || {}; window.noted = {};"
        "H5P.TestHostile = function (params) {"
        " this.attach = function ($container) {"
        "  $container.append('<p>Uskyldig</p>');"
        "  var note = function (name, value) { window.noted[name] = value; };"
        "  (async function (params, note) {" + script + "})(params, note)"
        "   .catch(function (error) { note('error', String(error)); })"
        "   .then(function () { note('done', true); });"
        " };"
        "};"
    )
    return _make("H5P.TestHostile", code, params, title="Uskyldig aktivitet", files=files)


def _make(
    machine_name: str,
    code: str,
    params: Mapping[str, Any],
    *,
    title: str,
    files: Mapping[str, bytes] | None = None,
) -> H5PContent:
    library = make_library(
        machine_name,
        # The code is each test's own: the next content gets a library of its own as well.
        (1, 0, Library.objects.filter(machine_name=machine_name).count()),
        files={"main.js": code.encode()},
        metadata={"preloadedJs": [{"path": "main.js"}]},
    )
    return make_content(library, params, title=title, files=files)
