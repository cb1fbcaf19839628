// Copies what stands in a field. Without this script, or where the browser keeps the clipboard to itself, the
// field is there to be marked and copied by hand.

for (const button of document.querySelectorAll('[data-copies]')) {
  const field = document.getElementById(button.dataset.copies);
  field.addEventListener('focus', () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.getElementById('copied').textContent = button.dataset.said;
  });
}
