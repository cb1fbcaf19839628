// Fetches a part of the page when somebody asks for it, and puts it in its place. Where that does not work the button
// does what it does without this script: it sends the form, and the server keeps what is written.

async function fetchPart(button) {
  try {
    const response = await fetch(button.dataset.part, { redirect: 'error' });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

async function show(button) {
  const part = await fetchPart(button);
  if (part === undefined) {
    button.form.requestSubmit(button);
    return;
  }
  const made = document.createRange().createContextualFragment(part).firstElementChild;
  document.getElementById(button.dataset.place).replaceWith(made);
  button.parentElement.remove();
  made.querySelector('select, [tabindex]').focus();
}

document.querySelectorAll('[data-part]').forEach((button) => {
  let isAsked = false;
  button.addEventListener('click', (event) => {
    event.preventDefault();
    if (isAsked) return;
    isAsked = true;
    show(button).finally(() => { isAsked = false; });
  });
});
