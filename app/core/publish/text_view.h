// What is open, as text, lists and tables in plain JSON: what a page shows as real headings, tables
// and buttons beside the picture, for screen readers and for browsers that cannot draw. Made from
// the session alone, not from widgets. web/text_view/text_view_content.mjs renders it.
//
//   title, id, about what is open; id: of a lesson; about: Markdown
//   script           its source
//   line, lines      the position, and how far the run may be told
//   hidden           what comes after `lines` is not told: a question is open
//   said             what the last move did and what runs next, in sentences
//   alarm            {title, why, bug}: what is broken here; or null
//   message          {kind, text, offer, lines} or null; offer: a command that would help, ""
//                    if there is none; lines: what it does
//   step             {n, of, title, narration, names, images}: of the lesson; null for a script
//                    images: [{path, alt, src}], of these texts and the quiz's; src: the file's
//                    address, "" where there is none
//   quiz             {key, ask, options, number, standing, tries, hints, more, reply, explain}
//   stack            ["task A: script line 3: ...", "set_pte_at, line 2: ..."], outermost first
//   listings         [{caption, rows: [[number, text, is it next]]}]
//   tables           [{id, caption, heads, rows, empty}]; the first cell of a row is its head
//   archs, kernels   [{name, title, fits}], and what is chosen: arch, kernel
//   speed, playing
//   moves            [{line, label, can}]: commands that move, and whether they could now
//   lessons          [{id, title, section, minutes, asked, solved}]
#pragma once

#include "app/core/session/session.h"

#include <string>

namespace lazymmu {

std::string mirror_json(const Session& session);

// Its tables: counters, what is pending, page tables, TLBs, the hardware's own, events, costs,
// and what differs from the pinned moment.
std::string mirror_tables_json(const Session& session);

} // namespace lazymmu
