// Our own styles: what is wrong in them, not how they are laid out.
export default {
  extends: 'stylelint-config-recommended-scss',
  rules: {
    // Rules stand by what they are about, area by area, and not by their weight.
    'no-descending-specificity': null,
  },
};
