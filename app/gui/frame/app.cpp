// One frame: let time pass, read the keys, draw, then do what was asked for. Panels see the session
// as const; the only places that change it are execute() and advance(), here.
#include "app/gui/frame/app_impl.h"

#include "app/core/session/saved_session.h"
#include "app/gui/frame/file_commands.h"
#include "app/gui/frame/keys.h"
#include "app/gui/frame/layout.h"
#include "app/gui/frame/view_command.h"
#include "app/gui/frame/view_tabs.h"
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/images.h"
#include "app/gui/ui/reference.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/editor_view.h"
#include "app/gui/views/examples.h"

#include <algorithm>

namespace lazymmu::gui {

// Text as large as the reader wants it, as long as the screen holds the panels: what --scale or
// the monitor asks for is never taken back.
float App::Impl::scale() const {
    constexpr float least_width = 312, least_height = 360, smallest = 0.7f;
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float wanted = screen_scale * view.text_size;
    if (size.x <= 0 || size.y <= 0) return wanted;
    const float most = std::min(size.x / least_width, size.y / least_height);
    return std::min(wanted, std::max(most, screen_scale > 1 ? screen_scale : smallest));
}

void App::Impl::restyle() {
    if (styled_scale == scale() && styled_light == view.light) return;
    styled_scale = scale();
    styled_light = view.light;
    apply_style(theme_of(!view.light), styled_scale);
}

// Panels follow the position when it has changed.
void App::Impl::note_moves() {
    const Document* document = session.is_open() ? &session.document() : nullptr;
    const u32 position = document ? session.position() : 0;
    view.moved = document != view.seen_document || position != view.seen_position;
    if (document != view.seen_document) view.timeline_view = {};
    // a lesson step that points at one of several tabs opens it
    if (document && (document != view.seen_document || view.seen_step != session.lesson_step())) {
        view.seen_step = session.lesson_step();
        const Ui ui{session, commands, theme_of(!view.light), fonts, view, explore, scale()};
        open_focused_tabs(ui, view);
    }
    view.seen_document = document;
    view.seen_position = position;
}

// A plan follows what is open, until a search runs or a counterexample has been opened.
void App::Impl::follow_exploring() {
    const Document* open = session.is_open() ? &session.document() : nullptr;
    const bool other = explore.exhibit < 0 && explore.document != open;
    if (view.screen == Screen::explore && !explore.job.running() && (!explore.planned || other))
        explore.take(session, explore.exhibit);
}

// What was asked for of the search, and its next slice.
void App::Impl::explore_slice() {
    const std::string error = explore.advance();
    if (!error.empty()) session.tell({Message::error, error, {}});
    if (!explore.open) return;
    explore.open = false;
    Command command{Command::open_text, 0, {}, "counterexample.json"};
    command.text = counterexample_text(explore.job, "counterexample");
    if (command.text.empty()) {
        command.kind = Command::open_schedule;
        command.schedule = found_schedule(explore.job);
    }
    if (!session.execute(command).empty()) return;
    view.screen = Screen::run;
    explore.document = &session.document(); // the plan stays as it is
}

// Lines that the palette and the keys have asked for.
void App::Impl::answer_asked(App& app) {
    std::vector<Asked> lines;
    lines.swap(view.asked);
    for (const Asked& asked : lines) {
        const std::string error = app.command(asked.line);
        if (!error.empty() && asked.tell && session.message().kind == Message::none)
            session.tell({Message::error, error, {}});
    }
}

// The library is another one: what counts its entries begins anew.
std::string App::Impl::with_course(std::string error) {
    if (!error.empty()) return error;
    if (!explore.job.running()) explore.planned = false;
    explore.exhibit = explore.wanted = -1;
    view.listed = nullptr;
    if (!session.course_name().empty()) view.screen = Screen::run;
    return {};
}

namespace {

std::string text_of(const Issues& issues) {
    return issues.empty() ? std::string() : Message{Message::error, {}, issues}.text();
}

} // namespace

App::App() : impl_(std::make_unique<Impl>()) {
    impl_->view.editor = std::make_shared<EditorView>();
    impl_->view.images = std::make_shared<Images>();
}
App::~App() = default;

void App::init(const Options& options) {
    Impl& s = *impl_;
    s.view.has_text_view = options.has_text_view;
    s.view.light = options.theme == "light" || (options.theme.empty() && !options.prefers_dark);
    s.view.embedded = options.embedded;
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    s.fonts = load_fonts();
    set_touch_sizes(options.touch);
    s.restyle();
    const auto& entries = s.session.library().entries;
    s.session.set_reader(options.reader);
    if (options.seed) s.session.execute({Command::set_seed, options.seed, {}, {}});
    std::string lesson = options.lesson;
    if (lesson.empty() && !entries.empty()) lesson = entries.front().lesson->id;
    if (!lesson.empty()) s.session.execute({Command::open_lesson, 0, lesson, {}});
    if (!s.session.is_open() && s.session.wanted_lesson().empty() && !entries.empty()) {
        // what was asked for is not there: say so, but show something
        const Message why = s.session.message();
        s.session.execute({Command::open_lesson, 0, entries.front().lesson->id, {}});
        s.session.tell(why);
    }
    for (const auto& [kind, name] : {std::pair(Command::set_arch, options.arch),
                                     std::pair(Command::set_kernel, options.kernel)}) {
        if (name.empty()) continue;
        const std::string error = s.session.execute({kind, 0, name, {}});
        if (!error.empty()) s.session.tell({Message::error, error, {}});
    }
}

void App::set_scale(float scale) {
    impl_->screen_scale = std::clamp(scale, 0.25f, 8.f);
    impl_->restyle();
}

void App::frame() {
    Impl& s = *impl_;
    s.session.advance(static_cast<double>(ImGui::GetIO().DeltaTime));
    s.view.was_busy = s.view.palette.open || s.view.files.dialog != FileView::closed;
    s.note_moves();
    s.follow_exploring();
    const Ui ui{s.session, s.commands, theme_of(!s.view.light), s.fonts,
                s.view,    s.explore,  s.styled_scale};
    const float needs = s.view.text_needs;
    s.view.images->begin_frame(s.session);
    light_references(s.view);
    if (shows_editor(ui)) s.view.editor->update(ui);
    draw_layout(ui);
    draw_keys(ui);
    draw_line_menu(ui);
    draw_origin(ui);
    draw_palette(ui);
    draw_file_dialog(ui);
    draw_confirm(ui);
    handle_keys(ui);
    s.view.images->end_frame();
    for (const Command& command : s.commands.take()) s.session.execute(command);
    s.answer_asked(*this);
    s.explore_slice();
    s.settling = s.styled_scale != s.scale() || needs != s.view.text_needs;
    s.restyle();
}

void App::open_file(std::string_view path, std::span<const unsigned char> bytes) {
    impl_->opened.emplace(path);
    open_bytes(path, bytes);
}
bool App::has_opened(std::string_view path) const { return impl_->opened.contains(path); }

void App::open_bytes(std::string_view name, std::span<const unsigned char> bytes) {
    Command command;
    command.kind = Command::open_text;
    command.name = name;
    command.text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    impl_->session.execute(command);
}

std::string App::open_course(std::string_view name, std::vector<LessonFile> files) {
    return impl_->with_course(impl_->session.open_course(std::string(name), std::move(files)));
}

std::string App::close_course() { return impl_->with_course(impl_->session.close_course()); }

std::string App::file_name() const { return impl_->session.file_name(); }
std::string App::file_text() const { return impl_->session.document().text; }
void App::reload_file(std::string_view was, std::string_view text) {
    impl_->session.reload(was, text);
}
std::string App::course_name() const { return impl_->session.course_name(); }
void App::reload_course(std::vector<LessonFile> files) {
    impl_->with_course(impl_->session.reload_course(std::move(files)));
}

void App::open_failed(std::string_view name, std::string_view why) {
    impl_->session.tell({Message::error, std::string(name) + ": " + std::string(why), {}});
}

std::string App::saved_json() const {
    const Session& s = impl_->session;
    return s.is_open() ? lazymmu::saved_json(save_all(s)) : std::string();
}
std::string App::shared_json() const {
    const Session& s = impl_->session;
    return s.is_open() ? lazymmu::saved_json(save_session(s)) : std::string();
}

std::string App::open_saved(std::string_view name, std::string_view text) {
    Command command{Command::open_saved, 0, std::string(text), std::string(name)};
    return impl_->session.execute(command);
}

std::string App::progress() const { return impl_->session.progress().json(); }

std::string App::load_progress(std::string_view name, std::string_view json) {
    return text_of(impl_->session.load_progress(json, std::string(name)));
}

void App::notice(std::string_view text) {
    impl_->session.tell({Message::notice, std::string(text), {}});
}

void App::set_file_host(FileHost* host) { impl_->view.files.host = host; }
void App::set_link_copier(void (*copier)()) { impl_->view.files.copy_link = copier; }

std::string App::wanted_lesson() const {
    const Impl& s = *impl_;
    return s.session.wanted_lesson().empty() ? s.explore.wanted_lesson(s.session)
                                             : s.session.wanted_lesson();
}
void App::supply_lesson(std::string_view id, std::string text) {
    Impl& s = *impl_;
    s.session.supply_lesson(id, std::move(text));
    s.explore.lesson_came(s.session, id);
}
void App::lesson_failed(std::string_view id, std::string_view why) {
    impl_->session.lesson_failed(id, why);
    impl_->explore.wanted = -1;
}

void App::set_image_host(ImageHost* host) { impl_->view.images->set_host(host); }
void App::supply_image(unsigned id, unsigned width, unsigned height, const unsigned char* rgba) {
    impl_->view.images->supply(id, width, height, rgba);
}
void App::image_failed(unsigned id, std::string_view why) { impl_->view.images->fail(id, why); }
std::vector<std::string> App::image_files() const { return impl_->view.images->files(); }
void App::forget_images() { impl_->view.images->forget(); }

void App::set_explore_host(ExploreHost* host) { impl_->explore.host = host; }
bool App::explore_news(unsigned id, std::string_view json) {
    impl_->explore.take_news(id, json);
    return impl_->view.screen == Screen::explore;
}
void App::explore_lost(unsigned id, std::string_view why) { impl_->explore.lose(id, why); }

bool App::needs_frames() const {
    const Impl& s = *impl_;
    const u32 position = s.session.is_open() ? s.session.position() : 0;
    const bool searching = s.explore.job.running() && !s.explore.job.elsewhere();
    const bool typing = s.session.mode() == Mode::playground &&
                        s.session.document().about.empty() && s.view.editor->waits();
    return s.settling || s.session.playing() || searching || typing || s.explore.start ||
           s.explore.stop || s.explore.open || s.view.palette.fresh != !s.view.palette.open ||
           s.view.files.fresh || s.view.images->needs_frames() ||
           position != s.view.seen_position || !wanted_lesson().empty();
}

std::string App::command(std::string_view line) {
    if (line == "course") return close_course();
    if (line.starts_with("origin "))
        return origin_command(impl_->view, impl_->session, line.substr(7));
    std::string error = view_command(impl_->view, impl_->explore, line);
    if (error == "?") error = file_command(impl_->session, impl_->view.files, line);
    if (error != "?") return error;
    if (line.starts_with("clear answers ") && line.ends_with(" now")) line.remove_suffix(4);
    Command command;
    const std::string wrong = parse_command(line, command);
    if (command.kind == Command::to_playground) { // the first time: something that runs
        command.name = examples().front().name;
        command.text = examples().front().text;
    }
    return wrong.empty() ? impl_->session.execute(command) : wrong;
}

std::string App::settings() const { return kept_settings_json(impl_->view); }

std::string App::load_settings(std::string_view name, std::string_view json) {
    return text_of(gui::load_settings(impl_->view, json, std::string(name)));
}
std::string App::check_settings(std::string_view name, std::string_view json) {
    KeptSettings kept;
    return text_of(read_settings(json, std::string(name), kept));
}

bool App::take_text_view() {
    const bool asked = impl_->view.text_view;
    impl_->view.text_view = false;
    return asked;
}

} // namespace lazymmu::gui
