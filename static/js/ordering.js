// Putting lines in order by moving them: drag with a handle, or press up and down. Without this script each line
// has a select with its place; with it the selects are still what the form sends.

const say = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => words[name]);

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', { up: 'M6 14l6-6 6 6', down: 'M6 10l6 6 6-6', drag: 'M5 9h14M5 15h14' }[name]);
  svg.append(path);
  return svg;
}

function button(name, label, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'ls-order__button';
  made.setAttribute('aria-label', label);
  made.append(icon(name));
  made.addEventListener('click', act);
  return made;
}

function enhance(list) {
  const rows = () => [...list.children];
  const selectOf = (row) => row.querySelector('select');
  const textOf = (row) => row.querySelector('label').textContent;
  const status = document.createElement('p');
  status.className = 'sr-only';
  status.setAttribute('role', 'status');
  list.after(status);

  function number() {
    rows().forEach((row, index, all) => {
      selectOf(row).value = String(index + 1);
      row.querySelector('.ls-order__number').textContent = index + 1;
      row.querySelector('.ls-order__up').disabled = index === 0;
      row.querySelector('.ls-order__down').disabled = index === all.length - 1;
    });
  }

  function announce(row) {
    const all = rows();
    status.textContent = say(list.dataset.moved, { line: textOf(row), place: all.indexOf(row) + 1, total: all.length });
    list.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function move(row, step) {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (step < 0) other.before(row); else other.after(row);
    number();
    announce(row);
    // At either end the button pressed is no longer of use: the other one keeps the focus in the row.
    const [pressed, opposite] = [row.querySelector('.ls-order__up'), row.querySelector('.ls-order__down')];
    const [first, second] = step < 0 ? [pressed, opposite] : [opposite, pressed];
    (first.disabled ? second : first).focus();
  }

  function drag(row, handle) {
    handle.addEventListener('pointerdown', (start) => {
      start.preventDefault();
      handle.setPointerCapture(start.pointerId);
      row.classList.add('is-moving');
    });
    handle.addEventListener('pointermove', (moved) => {
      if (!handle.hasPointerCapture(moved.pointerId)) return;
      const middle = (other) => { const box = other.getBoundingClientRect(); return box.top + box.height / 2; };
      const [before, after] = [row.previousElementSibling, row.nextElementSibling];
      // Moving the other line, not this one: an element that moves in the tree loses the pointer.
      if (before && moved.clientY < middle(before)) row.after(before);
      else if (after && moved.clientY > middle(after)) row.before(after);
      else return;
      number();
    });
    handle.addEventListener('lostpointercapture', () => {
      row.classList.remove('is-moving');
      announce(row);
    });
  }

  for (const row of rows()) {
    const words = { line: textOf(row) };
    const place = document.createElement('span');
    place.className = 'ls-order__number';
    place.setAttribute('aria-hidden', 'true');
    const handle = document.createElement('span');
    handle.className = 'ls-order__handle';
    handle.setAttribute('aria-hidden', 'true');
    handle.append(icon('drag'));
    const up = button('up', say(list.dataset.up, words), () => move(row, -1));
    const down = button('down', say(list.dataset.down, words), () => move(row, 1));
    up.classList.add('ls-order__up');
    down.classList.add('ls-order__down');
    selectOf(row).hidden = true;
    row.prepend(handle, place);
    row.append(up, down);
    drag(row, handle);
  }
  // A form that came back is shown as it was sent; lines without a place keep theirs.
  const sent = new Map(rows().map((row, index) => [row, Number(selectOf(row).value) || index + 1]));
  list.append(...rows().sort((one, other) => sent.get(one) - sent.get(other)));
  list.classList.add('is-movable');
  number();
}

document.querySelectorAll('[data-order]').forEach(enhance);
