// From a session to its JSON. saved_session_read.cpp has the way back.
#include "app/core/session/saved_session.h"

#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/open_run.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_json.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr size_t kept_branches = 8; // the youngest

// The machine that the lesson or the script would have by itself.
Config usual_config(const Document& d) {
    return for_playing(d.lesson ? lesson_config(*d.lesson, *d.arch, d.kernel)
                                : default_config(*d.arch, d.kernel));
}

MachineSpec machine_of(const Document& d) {
    MachineSpec out = difference(d.timeline.setup().config, usual_config(d));
    out.arch = d.arch;
    out.kernel = d.kernel;
    return out;
}

std::shared_ptr<const SavedDocument> save_document(const Document& d, const Library& library) {
    auto out = std::make_shared<SavedDocument>();
    const LibraryEntry* entry = d.lesson ? library.find(d.lesson->id) : nullptr;
    if (entry && entry->text == d.text) {
        out->lesson = d.lesson->id;
    } else {
        out->name = d.name;
        out->text = d.text;
    }
    if (d.lesson && d.lesson->variants > 1) out->seed = d.lesson->seed;
    out->about = d.about;
    out->course = d.course;
    out->machine = machine_of(d);
    out->has_schedule = d.forked || !d.about.empty();
    if (out->has_schedule)
        out->schedule = run_tokens(d.timeline.machine_at(0), d.timeline.choices());
    out->lines = d.timeline.length() + static_cast<u32>(d.own_run.size());
    const std::span<const Branch> branches = d.timeline.branches();
    for (const Branch& b : branches.last(std::min(branches.size(), kept_branches)))
        if (b.at <= d.timeline.length())
            out->branches.push_back({b.at,
                                     static_cast<u32>(b.choices.size()),
                                     {},
                                     run_tokens(d.timeline.machine_at(b.at), b.choices),
                                     d.run_name(&b)});
    out->run_name = d.run_name();
    return out;
}

std::string list_json(const std::vector<ScheduleToken>& tokens) {
    std::string out;
    for (const ScheduleToken& t : tokens)
        out += (out.empty() ? "" : ",") + json_quoted(token_text(t));
    return "[" + out + "]";
}

std::string machine_json(const MachineSpec& m) {
    JsonObject o;
    for (const auto& [name, value] : machine_members(m)) o.raw(name, value);
    return o.str();
}

SavedSession save_place(const Document& d, size_t lesson_step, const Library& library) {
    SavedSession out;
    out.document = saved_document(d, library);
    out.position = d.timeline.position();
    out.lesson_step = static_cast<u32>(lesson_step);
    out.digest = saved_digest(d.timeline.machine());
    for (const CodeLine& line : d.breakpoints)
        out.breakpoints.push_back(code_line_text(d.timeline.setup(), line));
    if (!d.draft_errors.empty()) out.draft = d.draft;
    return out;
}

u64 lines_of(const SavedSession& s) {
    u64 lines = s.document->lines;
    for (const SavedBranch& b : s.document->branches) lines += b.lines;
    if (s.pin) lines += s.pin->lines;
    return s.aside ? lines + lines_of(*s.aside) : lines;
}

void leave_out_oldest(SavedSession& s) {
    auto shorter = std::make_shared<SavedDocument>(*s.document);
    shorter->branches.erase(shorter->branches.begin());
    s.document = std::move(shorter);
}

// What cannot be opened again in as many lines as there may be is not saved: first the oldest
// alternatives, last what was put aside.
void fit(SavedSession& s) {
    const auto too_long = [&s] { return lines_of(s) >= limits::saved_lines; };
    while (too_long() && !s.document->branches.empty()) leave_out_oldest(s);
    if (too_long() && s.aside && !s.aside->document->branches.empty()) {
        SavedSession aside = *s.aside;
        while (!aside.document->branches.empty()) leave_out_oldest(aside);
        s.aside = std::make_shared<const SavedSession>(std::move(aside));
    }
    if (too_long() && s.pin && s.pin->other_run) s.pin.reset();
    if (too_long()) s.aside.reset();
}

} // namespace

std::shared_ptr<const SavedDocument> saved_document(const Document& d, const Library& library) {
    const Setup* setup = &d.timeline.setup();
    if (!d.saved || d.saved_version != d.timeline.version() || d.saved_setup != setup) {
        d.saved = save_document(d, library);
        d.saved_version = d.timeline.version();
        d.saved_setup = setup;
    }
    return d.saved;
}

std::string saved_digest(const Machine& machine) {
    return std::string(digest_hash) + ":" + machine.digest().hex();
}

bool is_other_state(const std::string& saved, const Machine& machine) {
    const std::string here = saved_digest(machine);
    const size_t mark = here.find(':') + 1;
    return saved.compare(0, mark, here, 0, mark) == 0 && saved != here;
}

SavedSession save_session(const Session& s) {
    SavedSession out = save_place(s.document(), s.lesson_step(), s.built_in());
    out.columns = s.chosen_columns();
    out.pin = save_pin(s);
    fit(out);
    return out;
}

SavedSession save_all(const Session& s) {
    SavedSession out = save_session(s);
    if (const Document* aside = s.aside())
        out.aside =
            std::make_shared<const SavedSession>(save_place(*aside, s.aside_step(), s.built_in()));
    fit(out);
    return out;
}

std::string saved_json(const SavedSession& saved) {
    const SavedDocument& d = *saved.document;
    JsonObject o;
    o.text("lazymmu", "session").number("format_version", saved_format_version);
    if (d.lesson.empty())
        o.raw("file", JsonObject().text("name", d.name).text("text", d.text).str());
    else
        o.text("lesson", d.lesson);
    if (d.seed) o.number("seed", d.seed);
    if (!d.about.empty()) o.text("about", d.about);
    o.raw("machine", machine_json(d.machine));
    if (d.has_schedule) o.raw("schedule", list_json(d.schedule));
    std::string branches;
    for (const SavedBranch& b : d.branches) {
        JsonObject branch;
        branch.number("at", b.at).raw("schedule", list_json(b.schedule));
        if (!b.name.empty()) branch.text("name", b.name);
        branches += (branches.empty() ? "" : ",") + branch.str();
    }
    if (!d.run_name.empty()) o.text("run_name", d.run_name);
    if (!branches.empty()) o.raw("alternatives", "[" + branches + "]");
    o.number("position", saved.position).number("lesson_step", saved.lesson_step);
    if (!saved.digest.empty()) o.text("digest", saved.digest);
    std::string lines;
    for (const std::string& line : saved.breakpoints)
        lines += (lines.empty() ? "" : ",") + json_quoted(line);
    if (!lines.empty()) o.raw("breakpoints", "[" + lines + "]");
    if (!saved.columns.empty()) o.text("compare", columns_text(saved.columns));
    if (!saved.draft.empty()) o.text("draft", saved.draft);
    if (saved.pin) {
        JsonObject pin;
        pin.number("position", saved.pin->position);
        if (saved.pin->other_run) pin.raw("schedule", list_json(saved.pin->schedule));
        o.raw("pin", pin.str());
    }
    if (saved.aside) o.raw("aside", saved_json(*saved.aside));
    return o.str();
}

} // namespace lazymmu
