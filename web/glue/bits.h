// The bits that pass between the page and the program. web/page/bits.mjs has the same ones, which
// tests/tidy/test_bits.py compares.
#pragma once

namespace lazymmu::web {

// What the page is to do.
enum Wants {
    wants_caret = 1,     // text is being typed: a caret blinks
    wants_frames = 2,    // something is moving by itself
    wants_text_view = 4, // show it, or hide it; told once
    wants_lesson = 8,    // fetch it
};

// Which modifier keys are held down.
enum Mods {
    mods_ctrl = 1,
    mods_shift = 2,
    mods_alt = 4,
    mods_meta = 8,
};

} // namespace lazymmu::web
