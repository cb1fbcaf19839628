// The CMS without inline scripts. Wagtail writes one beside each panel, date and chooser to start it; ours stand as
// data in a <template data-cms-start>, and are started here (docs/decisions/cms-csp.md).

const STARTS = /^(init|create)?[A-Za-z]*(Chooser|Panel)$/;

function start(root) {
  for (const mark of root.querySelectorAll('template[data-cms-start]')) {
    const { cmsStart: name, cmsWith: options } = mark.dataset;
    mark.remove();
    if (!STARTS.test(name)) throw new Error(`Nothing of the CMS starts by ${name}`);
    // Escaped as within a string of a script: so Wagtail finds the end of a name in a form that it copies.
    Reflect.construct(window[name], JSON.parse(JSON.parse(`"${options}"`)));
  }
}

start(document);
// Wagtail fills a form that it has added at once; all else that scripts put on the page can wait for its turn.
document.addEventListener('w-formset:added', (event) => start(event.target));
new MutationObserver(() => start(document)).observe(document.documentElement, { childList: true, subtree: true });
