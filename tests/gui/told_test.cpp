// While a question is open, nothing that is drawn or said depends on what comes: the picture and
// the text view are the same, to the last vertex, whether the run goes on as it does or ends one
// line later. For every question of every lesson on every machine, from before it and from within.
#include "app/core/publish/text_view.h"
#include "app/core/session/open_run.h"
#include "app/gui/frame/layout.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/images.h"
#include "app/gui/views/editor_view.h"
#include "app/gui/views/explore_view.h"
#include "tests/gui/driver.h"
#include "tests/sanitized.h"
#include "tests/session/fixture.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

using lazymmu::test::own_lessons;

constexpr u32 beyond = 1; // lines after what is told: the run goes on, but nothing is known of it

// A session and what its window remembers, drawn as App does.
struct Window {
    explicit Window(std::vector<LessonFile> files) : session(std::move(files)) {
        view.editor = std::make_shared<EditorView>();
        view.images = std::make_shared<Images>();
    }
    Document& document() { return const_cast<Document&>(session.document()); }

    Session session;
    CommandQueue commands;
    View view;
    ExploreView explore;
};

class Told : public testing::Test {
  protected:
    Told() {
        whole_.session.set_reader(1);
        cut_.session.set_reader(1);
    }

    // The vertices of a frame, and how they are cut.
    std::string picture(Window& w, int frames = 2) {
        std::string out;
        for (int i = 0; i < frames; i++) {
            begin_frame();
            ImGui::NewFrame();
            w.view.moved = false;
            const Ui ui{w.session, w.commands, theme_of(true), fonts_, w.view, w.explore, 1};
            w.view.images->begin_frame(w.session);
            draw_layout(ui);
            draw_line_menu(ui);
            w.view.images->end_frame();
            w.commands.take();
            ImGui::Render();
            accept_textures();
        }
        for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
            out.append("[").append(list->_OwnerName).append("]");
            for (const ImDrawVert& v : list->VtxBuffer)
                out.append(reinterpret_cast<const char*>(&v), sizeof v);
            for (const ImDrawCmd& c : list->CmdBuffer)
                out.append(reinterpret_cast<const char*>(&c.ClipRect), sizeof c.ClipRect);
        }
        return out;
    }

    // The window in which two pictures begin to differ.
    static std::string difference(const std::string& a, const std::string& b) {
        const size_t most = std::min(a.size(), b.size());
        size_t at = 0;
        while (at < most && a[at] == b[at]) at++;
        const size_t begin = a.rfind("[Lazy MMU Lab", at);
        if (begin == std::string::npos) return "an unnamed window";
        return a.substr(begin, std::min<size_t>(a.find(']', begin) - begin + 1, 80));
    }

    static void accept_textures() {
        for (ImTextureData* t : *ImGui::GetDrawData()->Textures)
            if (t->Status == ImTextureStatus_WantCreate ||
                t->Status == ImTextureStatus_WantUpdates) {
                t->SetTexID(1);
                t->SetStatus(ImTextureStatus_OK);
            }
    }

    // The same moment of the same lesson, but the run ends right after what may be told.
    void cut_future() {
        Document& d = cut_.document();
        const u32 until = whole_.session.told().length() + beyond, here = d.timeline.position();
        Timeline shorter(d.timeline.machine_at(0));
        for (const Choice c : d.timeline.choices().first(until)) shorter.choose(c);
        shorter.seek(here);
        d.timeline = std::move(shorter);
        d.trace = make_trace(d.timeline);
        for (u32& end : d.step_end) end = std::min(end, until);
        d.forget_costs();
        // the question has another answer there, or none; that one is asked is what matters
        auto lesson = std::make_shared<Lesson>(*d.lesson);
        for (LessonStep& step : lesson->steps)
            if (step.quiz) step.quiz->kind = Quiz::count;
        d.lesson = std::move(lesson);
    }

    bool open(Window& w, const std::string& id, const std::string& arch, Kernel kernel, size_t step,
              u32 position) {
        using lazymmu::test::run;
        Session& s = w.session;
        return run(s, "open " + id) == "" && run(s, "arch " + arch) == "" &&
               run(s, std::string("kernel ") + kernel_name(kernel)) == "" &&
               run(s, "lesson step " + std::to_string(step)) == "" &&
               (position == s.position() || run(s, "seek " + std::to_string(position)) == "");
    }

    // all: every tab and Compare.
    void expect_same(const std::string& where, bool all) {
        ASSERT_FALSE(whole_.session.tells_all()) << where;
        ASSERT_FALSE(cut_.session.tells_all()) << where;
        EXPECT_EQ(mirror_json(whole_.session), mirror_json(cut_.session)) << where;
        for (const Screen screen : {Screen::run, Screen::compare})
            for (int tab = 0; tab < (screen == Screen::run && all ? 4 : 1); tab++) {
                if (screen == Screen::compare && !all) continue;
                for (Window* w : {&whole_, &cut_}) {
                    w->view.screen = screen;
                    w->view.log_tab = tab;
                    w->view.memory_tab = tab % 3;
                    w->view.line_menu = {};
                }
                // panes take their height and scroll to what is new: that has to have ended
                for (Window* w : {&whole_, &cut_, &whole_}) picture(*w, 4);
                const std::string one = picture(whole_, 5), two = picture(cut_, 5);
                EXPECT_TRUE(one == two)
                    << where << ": the picture tells, in " << difference(one, two) << ", tab "
                    << tab << (screen == Screen::run ? "" : " of Compare");
            }
    }

    // Tooltips, where the mouse is over the timeline and the transport.
    void expect_same_tips(const std::string& where) {
        for (Window* w : {&whole_, &cut_}) w->view.log_tab = 0, w->view.screen = Screen::run;
        picture(whole_);
        const auto sweep = [&](const char* label, float y) {
            picture(whole_, 1);
            begin_frame();
            const Widget* w = find_widget(label);
            ASSERT_NE(w, nullptr) << label;
            const Widget at = *w;
            for (float part = 0.1f; part < 1; part += 0.16f) {
                ImGui::GetIO().AddMousePosEvent(at.x + at.w * part, at.y + at.h * y);
                picture(whole_, 3); // a tip waits for the mouse to stand still
                const std::string one = picture(whole_, 5), two = picture(cut_, 5);
                EXPECT_TRUE(one == two) << where << ": a tip over " << label << " tells";
            }
        };
        sweep("Timeline", 0.25f);
        sweep("Scrub", 0.5f);
        ImGui::GetIO().AddMousePosEvent(-1, -1);
    }

    void ask(const std::string& id, const std::string& arch, Kernel kernel, size_t step) {
        const std::vector<u32> ends = whole_.session.document().step_end;
        const u32 begin = step ? ends[step - 1] : 0, end = ends[step];
        const bool all = kernel == whole_.session.lesson()->machine.kernels.front();
        const std::string name =
            id + " step " + std::to_string(step + 1) + " on " + arch + " " + kernel_name(kernel);
        for (const u32 position : {begin, begin + (end - begin) / 2, begin / 2}) {
            if (!all && position != begin) continue; // the kernels differ little in this
            const auto at = std::lower_bound(ends.begin(), ends.end(), position);
            const size_t shown = position < begin ? static_cast<size_t>(at - ends.begin()) : step;
            const std::string where = name + " at line " + std::to_string(position);
            for (Window* w : {&whole_, &cut_})
                ASSERT_TRUE(open(*w, id, arch, kernel, shown, position)) << where;
            if (whole_.session.told().length() + beyond >= whole_.session.length()) continue;
            cut_future();
            expect_same(where, all);
            if (position == begin && all) expect_same_tips(where);
            compared_++;
        }
    }

    struct Context { // before the windows, which hold nothing of it
        Context() {
            ImGui::CreateContext();
            ImGuiIO& io = ImGui::GetIO();
            io.IniFilename = nullptr;
            io.DisplaySize = ImVec2(1280, 800);
            io.DeltaTime = 0.2f; // longer than a tip waits
            io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
            enable_ui_hooks(true);
        }
        ~Context() {
            enable_ui_hooks(false);
            for (ImTextureData* t : ImGui::GetPlatformIO().Textures) {
                t->SetTexID(ImTextureID_Invalid);
                t->SetStatus(ImTextureStatus_Destroyed);
            }
            ImGui::DestroyContext();
        }
    } context_;
    Window whole_{own_lessons()}, cut_{own_lessons()};
    Fonts fonts_ = load_fonts();
    u32 compared_ = 0;
};

TEST_F(Told, NothingOfTheFutureIsSeenWhileAQuestionIsOpen) {
    apply_style(theme_of(true), 1);
    u32 questions = 0;
    for (const LibraryEntry& e : whole_.session.library().entries) {
        const Lesson& lesson = *e.lesson;
        for (const std::string& arch : lesson.machine.archs)
            for (const Kernel kernel : lesson.machine.kernels) {
                if (sanitized && kernel != lesson.machine.kernels.front()) continue; // slow
                for (size_t step = 0; step < lesson.steps.size(); step++) {
                    if (!lesson.steps[step].asks_on(arch, kernel)) continue;
                    ASSERT_TRUE(open(whole_, lesson.id, arch, kernel, step,
                                     0)); // its steps are known then
                    const Document& d = whole_.session.document();
                    if (d.step_begin(step) >= d.step_end[step]) continue;
                    questions++;
                    ask(lesson.id, arch, kernel, step);
                    if (HasFatalFailure()) return;
                }
            }
    }
    EXPECT_GT(questions, sanitized ? 80u : 200u);
    EXPECT_GT(compared_, questions);
}

} // namespace
} // namespace lazymmu::gui
