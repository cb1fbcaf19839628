// Second half of `npm run build`: gathers what the compiled stylesheet and the templates ask for, and nothing more.
// 1 the fonts and glyphs that the stylesheets in css/ name go from npm's dkfds to fonts/ and icons/fds/
// 2 our icons and a few dkfds glyphs become one icons/sprite.svg, which pages refer to and browsers cache
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dkfds = join(here, '..', 'node_modules', 'dkfds', 'src');
const glyphs = join(dkfds, 'img', 'svg-icons');
const fonts = join(dkfds, 'fonts', 'IBMPlexSans', 'split', 'woff2');

// dkfds glyphs that templates use by name (ours lie in icons/ and are all taken).
const FROM_DKFDS = [
  'accessibility-new', 'arrow-back', 'arrow-downward', 'arrow-forward', 'arrow-upward', 'business', 'calendar-month', 'check', 'checklist',
  'chevron-down', 'chevron-left', 'chevron-right', 'chevron-up', 'close', 'delete', 'document', 'download', 'edit', 'email', 'error', 'help',
  'info', 'language', 'location', 'lock', 'minus', 'open-in-new', 'person', 'persons', 'plus', 'print', 'search', 'send', 'settings', 'star',
  'success', 'time', 'tune', 'upload', 'videocam', 'visibility', 'warning',
];
// Pictures, not signs: they are shown with <img> and stay out of the sprite.
const PICTURES = /^(logo|mark|map|favicon|poster|sprite)/;

function emptyFolder(path) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
}

function gatherAssets() {
  const folder = join(here, 'css');
  const css = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const wanted = new Set([...css.matchAll(/url\(["']?\.\.\/((?:fonts|icons\/fds)\/[^"')?#]+)/g)].map((match) => match[1]));
  emptyFolder(join(here, 'fonts'));
  emptyFolder(join(here, 'icons', 'fds'));
  for (const path of wanted) {
    const source = path.startsWith('fonts/') ? fonts : glyphs;
    copyFileSync(join(source, basename(path)), join(here, path));
  }
  return wanted.size;
}

function symbol(name, file) {
  const svg = readFileSync(file, 'utf8');
  const viewBox = /viewBox="([^"]+)"/.exec(svg)[1];
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)[1].trim();
  return `<symbol id="${name}" viewBox="${viewBox}">${body}</symbol>`;
}

function buildSprite() {
  const icons = join(here, 'icons');
  const own = readdirSync(icons)
    .filter((file) => file.endsWith('.svg') && !PICTURES.test(file))
    .map((file) => [file.slice(0, -4), join(icons, file)]);
  const taken = new Set(own.map(([name]) => name));
  const theirs = FROM_DKFDS.filter((name) => !taken.has(name)).map((name) => [name, join(glyphs, `${name}.svg`)]);
  const missing = theirs.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length) throw new Error(`dkfds has no glyph named: ${missing.join(', ')}`);
  const symbols = [...own, ...theirs].sort(([a], [b]) => a.localeCompare(b)).map(([name, file]) => symbol(name, file));
  writeFileSync(join(icons, 'sprite.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
  return symbols.length;
}

console.log(`static: ${gatherAssets()} fonts and glyphs, ${buildSprite()} icons in the sprite`);
