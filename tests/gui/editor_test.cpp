// The playground's editor, used by key and by label.
#include "tests/gui/driver.h"

#include "app/core/course/run_history.h"
#include "app/gui/views/examples.h"
#include "app/gui/views/script_edit.h"
#include "arch/arch.h"

namespace lazymmu::gui {
namespace {

using namespace test;

class Playground : public Lab {
  public:
    explicit Playground(const std::string& script) {
        does("mode playground");
        does("edit " + script);
    }
    nlohmann::json editor() const { return json().at("editor"); }
    std::string script() const { return editor().at("text").get<std::string>(); }
    size_t offers() const { return editor().at("completions").size(); }
    // Until the text has been handed over.
    void rest() { frames(15); }
    void enter_text() {
        ASSERT_TRUE(click("Script"));
        key(ImGuiMod_Ctrl | ImGuiKey_End);
        ASSERT_TRUE(editor().at("active").get<bool>());
    }
};

constexpr const char* section = "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n";

TEST(Editor, AMistakeIsToldInPlaceAndTheLastGoodRunStays) {
    Playground lab(section);
    lab.does("seek 3");
    const int steps = lab.number("steps");
    const std::string here = lab.digest();
    lab.enter_text();
    lab.type("set_pte_att(USER, 7, \"pwu\");");
    lab.rest();
    ASSERT_EQ(lab.editor().at("errors").size(), 1u);
    const std::string error = lab.editor().at("errors").at(0).get<std::string>();
    EXPECT_EQ(error.find("3:1:"), 0u) << error;
    EXPECT_NE(error.find("did you mean \"set_pte_at\""), std::string::npos) << error;
    EXPECT_EQ(lab.number("steps"), steps);
    EXPECT_EQ(lab.digest(), here);
    EXPECT_TRUE(lab.has("Error 3:1"));
    lab.key(ImGuiKey_Home);
    for (int i = 0; i < 10; i++) lab.key(ImGuiKey_RightArrow);
    lab.key(ImGuiKey_Delete);
    lab.rest();
    EXPECT_EQ(lab.editor().at("errors").size(), 0u);
    EXPECT_TRUE(lab.editor().at("run").get<bool>());
    EXPECT_GT(lab.number("steps"), steps);
    EXPECT_EQ(lab.number("step"), 3) << "nothing before the change is another";
}

TEST(Editor, AnErrorsButtonGoesToItsPlace) {
    Playground lab("might_sleep();\nmight_slep();\nmight_sleep();\n");
    EXPECT_EQ(lab.editor().at("errors").size(), 1u);
    ASSERT_TRUE(lab.click("Error 2:1"));
    lab.frames(4);
    EXPECT_TRUE(lab.editor().at("active").get<bool>());
    EXPECT_EQ(lab.editor().at("caret").get<int>(), 15);
}

TEST(Editor, UndoAndRedoInTheText) {
    Playground lab(section);
    lab.enter_text();
    lab.type("might");
    lab.type("_sleep");
    const std::string typed = lab.script();
    EXPECT_EQ(typed, std::string(section) + "might_sleep");
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(lab.script().find("might_sleep"), std::string::npos);
    for (int i = 0; i < 9 && lab.script() != section; i++) lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(lab.script(), section);
    for (int i = 0; i < 9; i++) lab.key(ImGuiMod_Ctrl | ImGuiKey_Y);
    EXPECT_EQ(lab.script(), typed);
    EXPECT_TRUE(lab.editor().at("active").get<bool>());
}

TEST(Editor, CompletionsAreChosenByKey) {
    Playground lab(section);
    lab.enter_text();
    for (const char* c : {"l", "a", "z", "y"}) lab.type(c);
    ASSERT_GE(lab.offers(), 4u);
    EXPECT_EQ(lab.editor().at("completions").at(0), "lazy_mmu_mode_enable");
    lab.key(ImGuiKey_DownArrow);
    lab.key(ImGuiKey_DownArrow);
    lab.key(ImGuiKey_Enter);
    lab.frames(2);
    EXPECT_EQ(lab.script(), std::string(section) + "lazy_mmu_mode_pause();");
    EXPECT_EQ(lab.offers(), 0u);
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.script().back(), '\n') << "Enter is a new line again";
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Space);
    EXPECT_GT(lab.offers(), 20u);
    lab.key(ImGuiKey_Escape);
    EXPECT_EQ(lab.offers(), 0u);
    EXPECT_TRUE(lab.editor().at("active").get<bool>());
    lab.key(ImGuiKey_Escape);
    EXPECT_FALSE(lab.editor().at("active").get<bool>()) << "the second Esc leaves the text";
    EXPECT_EQ(lab.script(), std::string(section) + "lazy_mmu_mode_pause();\n");
}

TEST(Editor, TabIndentsOrTakesTheCompletion) {
    Playground lab("might_sleep();\n");
    lab.enter_text();
    lab.key(ImGuiKey_Tab);
    EXPECT_EQ(lab.script(), "might_sleep();\n    ");
    for (const char* c : {"U", "S"}) lab.type(c);
    ASSERT_GE(lab.offers(), 1u);
    lab.key(ImGuiKey_Tab);
    EXPECT_EQ(lab.script(), "might_sleep();\n    USER");
}

TEST(Editor, TheCallAtTheCaretIsKnown) {
    Playground lab("might_sleep();\n");
    lab.enter_text();
    lab.type("set_pte_at(USER + (1), ");
    EXPECT_EQ(lab.editor().at("call"), "set_pte_at");
    EXPECT_EQ(lab.editor().at("argument"), 1);
}

TEST(Editor, ButtonsAndTheReferenceWriteStatements) {
    Playground lab("// mine");
    lab.does("editor insert lazy_mmu_mode_enable");
    ASSERT_TRUE(lab.click("set a page"));
    ASSERT_TRUE(lab.click("disable"));
    lab.rest();
    EXPECT_EQ(lab.script(), "// mine\nlazy_mmu_mode_enable();\nset_pte_at(USER, 7, \"pwu\");\n"
                            "lazy_mmu_mode_disable();");
    EXPECT_EQ(lab.editor().at("errors").size(), 0u);
    EXPECT_GT(lab.number("steps"), 10);
    ASSERT_TRUE(lab.click("Calls"));
    ASSERT_TRUE(lab.click("Insert lazy_mmu_mode_enable"));
    lab.rest();
    EXPECT_NE(lab.script().find("lazy_mmu_mode_disable();\nlazy_mmu_mode_enable();"),
              std::string::npos)
        << lab.script();
    lab.does("editor undo");
    EXPECT_EQ(lab.script().find("lazy_mmu_mode_disable();\nlazy_mmu_mode_enable();"),
              std::string::npos);
}

TEST(Editor, ExamplesAndRunsOpenByAClick) {
    Playground lab(section);
    ASSERT_TRUE(lab.click("Examples"));
    ASSERT_TRUE(lab.click("pause.lazy"));
    EXPECT_EQ(lab.text("title"), "pause.lazy");
    EXPECT_EQ(lab.script(), examples()[2].text);
    lab.does("arch sparc");
    lab.does("step");
    ASSERT_EQ(lab.editor().at("runs").size(), 1u);
    lab.does("edit might_sleep();");
    lab.does("step");
    EXPECT_EQ(lab.editor().at("runs").size(), 2u);
    lab.does("arch arm64");
    ASSERT_TRUE(lab.click("Runs"));
    ASSERT_TRUE(lab.click("Run 2"));
    EXPECT_EQ(lab.script(), examples()[2].text);
    EXPECT_EQ(lab.text("arch"), "sparc");
    ASSERT_TRUE(lab.click("Clear the list"));
    EXPECT_EQ(lab.editor().at("runs").size(), 0u);
}

TEST(Editor, AnotherMachineKeepsTheTextWithItsMistakes) {
    Playground lab(section);
    lab.does("edit lazy_mmu_mode_enable(");
    EXPECT_GE(lab.editor().at("errors").size(), 1u);
    lab.does("arch x86");
    EXPECT_EQ(lab.text("arch"), "x86");
    EXPECT_EQ(lab.script(), "lazy_mmu_mode_enable(");
    EXPECT_GE(lab.editor().at("errors").size(), 1u);
    lab.does("mode lesson");
    lab.does("mode playground");
    EXPECT_EQ(lab.script(), "lazy_mmu_mode_enable(");
}

TEST(Editor, EverySizeHasIt) {
    Playground lab(section);
    for (const auto& [w, h] : {std::pair(480.f, 900.f), {900.f, 700.f}, {1920.f, 1080.f}}) {
        lab.resize(w, h);
        ASSERT_TRUE(lab.click("Calls")) << w;
        EXPECT_TRUE(lab.has("enable")) << w;
        ASSERT_TRUE(lab.click("Examples")) << w;
        EXPECT_TRUE(lab.has("nested.lazy")) << w;
        if (lab.has("Script")) lab.click("Script");
    }
}

TEST(Editor, ALongScriptIsTypedIntoLikeAShortOne) {
    std::string text;
    while (text.size() < 20000) text += "set_pte_at(USER, 7, \"pwu\"); // again\n";
    Playground lab(text);
    lab.enter_text();
    lab.type("might_sleep();");
    EXPECT_EQ(lab.script(), text + "might_sleep();");
    lab.rest();
    EXPECT_TRUE(lab.editor().at("run").get<bool>());
}

TEST(RunHistory, KeepsThirtyAndReadsItsOwnJson) {
    RunHistory history;
    for (int i = 0; i < 40; i++)
        history.add({"a", "// " + std::to_string(i), find_arch("arm64"), Kernel::v7_0});
    history.add({"a", "// 20", find_arch("arm64"), Kernel::v7_0});
    EXPECT_EQ(history.runs().size(), 30u);
    EXPECT_EQ(history.runs().front().text, "// 20");
    RunHistory other;
    EXPECT_TRUE(other.load(history.json(), "runs.json").empty());
    EXPECT_EQ(other.json(), history.json());
    EXPECT_FALSE(other.load("[{\"name\":\"a\"}]", "runs.json").empty());
    EXPECT_EQ(other.json(), history.json()) << "a bad text changes nothing";
}

TEST(ScriptEdit, StatementsGoOnLinesOfTheirOwn) {
    std::string text = "task A {\n    might_sleep();\n}\n";
    const size_t caret = insert_statement(text, 9, "irq {\n    might_sleep();\n}");
    EXPECT_EQ(text, "task A {\n    might_sleep();\n    irq {\n        might_sleep();\n    }\n}\n");
    EXPECT_EQ(text.substr(0, caret).back(), '}');
    text = "task A {\n}";
    insert_statement(text, 8, "might_sleep();");
    EXPECT_EQ(text, "task A {\n    might_sleep();\n}");
}

} // namespace
} // namespace lazymmu::gui
