#include "app/core/session/open_run.h"

#include "app/core/tell/json_text.h"
#include "engine/script/script.h"

#include <algorithm>

namespace lazymmu {

bool looks_like_lesson(std::string_view name, std::string_view text) {
    if (name.ends_with(".json")) return true;
    const size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    return first != std::string_view::npos && text[first] == '{';
}

Issues script_issues(const std::vector<ScriptError>& errors, const std::string& file) {
    Issues out;
    for (const ScriptError& e : errors) {
        std::string message = e.message;
        if (!e.nearest.empty() && message.find('"' + e.nearest + '"') == message.npos)
            message += "; did you mean \"" + e.nearest + "\"?";
        out.push_back({file, e.line, e.column, std::move(message)});
    }
    return out;
}

// An empty string, or why a file cannot be a script.
std::string why_no_script(std::string_view text) {
    if (text.size() > limits::script_bytes)
        return "a script may have " + std::to_string(limits::script_bytes / 1024) +
               " KB; this file has " + std::to_string((text.size() + 1023) / 1024);
    for (size_t i = 0; i < text.size();) {
        const size_t length = utf8_length(text, i);
        if (length == 0 || text[i] == 0)
            return "this is neither a lesson nor a script: byte " + std::to_string(i) +
                   " is not text";
        i += length;
    }
    return {};
}

Config for_playing(Config config) {
    config.max_irqs = std::max(config.max_irqs, limits::interventions);
    config.max_migrations = std::max(config.max_migrations, limits::interventions);
    return config;
}

DocumentResult make_lesson_document(std::shared_ptr<const Lesson> lesson, std::string name,
                                    std::string text, const Arch& arch, Kernel kernel) {
    DocumentResult out;
    CompiledLesson compiled = compile_lesson(*lesson, arch, kernel);
    if (!compiled) {
        out.errors = std::move(compiled.errors);
        return out;
    }
    const Config config = for_playing(compiled.start.config());
    LessonRun run = run_lesson(*lesson, with_config(compiled.start, config));
    auto document = std::make_unique<Document>(std::move(run.timeline));
    document->lesson = std::move(lesson);
    document->name = std::move(name);
    document->text = std::move(text);
    document->arch = &arch;
    document->kernel = kernel;
    document->step_end = std::move(run.step_end);
    document->problems = std::move(run.problems);
    document->timeline.seek(0);
    document->trace = make_trace(document->timeline);
    out.document = std::move(document);
    return out;
}

DocumentResult make_script_document(std::string name, std::string text, const Config& config,
                                    u32 most_lines) {
    DocumentResult out;
    ScriptResult script = compile_script(text, *config.arch);
    out.errors = script_issues(script.errors, name);
    out.script_errors = std::move(script.errors);
    if (!script.program) return out;
    auto document =
        std::make_unique<Document>(Timeline(make_machine(for_playing(config), script.program)));
    run_to_end(document->timeline, most_lines);
    if (*document->timeline.limit())
        document->problems.push_back({name, 1, 1,
                                      std::string("the machine has no more ") +
                                          document->timeline.limit() + "; the run stops there"});
    else if (document->timeline.length() >= limits::lesson_choices)
        document->problems.push_back(
            {name, 1, 1,
             "the run is cut off after " + std::to_string(limits::lesson_choices) + " lines"});
    document->name = std::move(name);
    document->text = std::move(text);
    document->arch = config.arch;
    document->kernel = config.kernel;
    document->step_end = {document->timeline.length()};
    document->trace = make_trace(document->timeline);
    out.document = std::move(document);
    return out;
}

Config config_on(const Document& document, const Arch& arch, Kernel kernel) {
    const Config& from = document.timeline.setup().config;
    MachineSpec kept = spec_of(from);
    int named = 1; // CPUs that the program asks for by itself
    for (size_t t = 0; t < from.tasks; t++) named = std::max(named, from.task_cpu[t] + 1);
    if (from.cpus <= named) kept.cpus.reset();
    if (from.arch != &arch || from.kernel != kernel) kept.patches.reset();
    kept.arch = &arch;
    kept.kernel = kernel;
    return config_of(kept);
}

DocumentResult make_schedule_document(const FoundSchedule& found) {
    DocumentResult out;
    auto document = std::make_unique<Document>(Timeline(found.start));
    for (const Choice choice : found.choices) {
        const StepResult r = document->timeline.choose(choice);
        if (r.status == StepStatus::ok) continue;
        out.errors.push_back({found.name, 1, 1,
                              "the schedule cannot be played beyond line " +
                                  std::to_string(document->timeline.position())});
        return out;
    }
    document->timeline.seek(0);
    document->name = found.name;
    document->text = found.text;
    document->about = found.about;
    document->arch = &found.start.arch();
    document->kernel = found.start.config().kernel;
    document->step_end = {document->timeline.length()};
    document->trace = make_trace(document->timeline);
    out.document = std::move(document);
    return out;
}

size_t Document::step_at(u32 position) const {
    const auto it = std::lower_bound(step_end.begin(), step_end.end(), position);
    if (it == step_end.end()) return step_end.empty() ? 0 : step_end.size() - 1;
    return static_cast<size_t>(it - step_end.begin());
}

Place Document::place_of(u32 position, size_t step) const {
    Place place;
    if (step >= step_end.size()) return place;
    place.step = step;
    place.at_end = position >= step_end[place.step] && position > 0;
    u32 statements = 0;
    for (u32 p = step_begin(place.step); p < position; p++)
        statements += trace.moments[p].routine == fn_script;
    // inside a statement: where that statement begins
    const bool inside = position < trace.length() && trace.moments[position].routine != fn_script;
    place.statements = statements - (inside && statements ? 1 : 0);
    return place;
}

u32 Document::position_of(Place place) const {
    if (step_end.empty()) return 0;
    place.step = std::min(place.step, step_end.size() - 1);
    const u32 end = step_end[place.step];
    if (place.at_end) return end;
    u32 passed = 0;
    for (u32 p = step_begin(place.step); p < end; p++) {
        if (trace.moments[p].routine != fn_script) continue;
        if (passed++ == place.statements) return p;
    }
    return place.statements ? end : step_begin(place.step);
}

void Document::keep_own_run() {
    if (!own_step_end.empty()) return;
    own_run.assign(timeline.choices().begin(), timeline.choices().end());
    own_step_end = step_end;
}

void Document::follow_run() {
    const auto run = timeline.choices();
    const auto differs = std::mismatch(own_run.begin(), own_run.end(), run.begin(), run.end());
    const u32 common = static_cast<u32>(differs.first - own_run.begin());
    forked = common < own_run.size() || run.size() > own_run.size();
    step_end = own_step_end;
    for (u32& end : step_end)
        if (end > common) end = timeline.length();
    trace = make_trace(timeline);
    forget_costs();
}

u64 Document::run_key(const Branch* branch) const {
    u64 key = 0xcbf29ce484222325; // FNV-1a
    const auto add = [&key](std::span<const Choice> run) {
        for (const Choice c : run) key = (key ^ c.pack()) * 0x100000001b3;
    };
    const std::span<const Choice> run = timeline.choices();
    add(branch ? run.first(std::min<size_t>(branch->at, run.size())) : run);
    if (branch) add(branch->choices);
    return key;
}

std::string Document::run_name(const Branch* branch) const {
    if (names_.empty()) return {};
    const u64 key = run_key(branch);
    for (const auto& [run, called] : names_)
        if (run == key) return called;
    return {};
}

void Document::name_run(const Branch* branch, std::string called) {
    const u64 key = run_key(branch);
    std::erase_if(names_, [key](const auto& n) { return n.first == key; });
    if (!called.empty()) names_.emplace_back(key, std::move(called));
    renamed++;
    saved.reset();
}

const RunCosts& Document::costs() const {
    if (!costs_) costs_ = std::make_unique<RunCosts>(timeline);
    return *costs_;
}

} // namespace lazymmu
