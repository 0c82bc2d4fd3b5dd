"""What writes are given by people: words, numbers, translations, and all that is wrong with them."""
