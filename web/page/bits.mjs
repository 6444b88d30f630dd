// The bits that pass between the page and the program. web/glue/bits.h has the same ones, which
// tests/tidy/test_bits.py compares.

// What _web_wants() answers.
export const WANTS = { caret: 1, frames: 2, textView: 4, lesson: 8 };

// What _web_mods() is told.
export const MODS = { ctrl: 1, shift: 2, alt: 4, meta: 8 };
