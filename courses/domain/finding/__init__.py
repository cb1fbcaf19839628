"""Finding pages by what people write: other endings, other spellings, half words and two words in one."""
