// Our own scripts: pages' modules, the two plain scripts inside the H5P frame, and what Node runs at set-up.
import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['node_modules/', 'var/', '.venv/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // What is taken out of an object so that the rest goes on without it.
      'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
    },
  },
  { files: ['static/js/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['static/h5p-frame/*.js'], languageOptions: { sourceType: 'script', globals: globals.browser } },
  {
    files: ['assessments/h5p/content_types/**/*.js'],
    languageOptions: { sourceType: 'script', globals: { ...globals.browser, H5P: 'writable' } },
  },
  { files: ['static/build.mjs', '*.config.js'], languageOptions: { globals: globals.node } },
];
