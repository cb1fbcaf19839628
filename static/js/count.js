// Counts the ticks on a list while they are set. Without this script the number is that of what is saved.

const number = document.querySelector('.ls-count strong');
const boxes = [...document.querySelectorAll('.ls-attend input[type="checkbox"]')];

document.querySelector('.ls-attend')?.addEventListener('change', () => {
  number.textContent = boxes.filter((box) => box.checked).length;
});
