// The top bar: what it has where there is room, and what is left on a phone.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

bool copied;
void copy_link() { copied = true; }

TEST(Toolbar, SharesAndExports) {
    Lab lab(lesson("nested-sections"), 1280, 800);
    EXPECT_FALSE(lab.has("Share")) << "this platform makes no links";
    lab.app().set_link_copier(copy_link);
    copied = false;
    ASSERT_TRUE(lab.click("Share"));
    EXPECT_TRUE(copied);
    ASSERT_TRUE(lab.click("Export"));
    ASSERT_TRUE(lab.click("Copy as text for a mail"));
    const std::string text = ImGui::GetClipboardText();
    EXPECT_NE(text.find("Nested sections"), std::string::npos) << text.substr(0, 200);
    EXPECT_FALSE(lab.has("Copy as text for a mail")) << "the menu closes";
}

TEST(Toolbar, NothingOverlapsAtAnyWidth) {
    for (const float width : {360.f, 390.f, 480.f, 740.f, 1000.f, 1239.f, 1240.f, 1280.f, 1920.f}) {
        Lab lab(lesson("nested-sections"), width, 800);
        lab.app().set_link_copier(copy_link);
        lab.frames(3);
        float end = 0, top = -1;
        int shown = 0;
        for (const char* name :
             {"Lesson",       "Playground",  "Compare", "Explore", "arm64", "powerpc",  "sparc",
              "x86",          "v6.12",       "v6.18",   "v7.0",    "v7.1",  "v7.2",     "v7.3",
              "Smaller text", "Larger text", "Share",   "Export",  "Theme", "Commands", "Keys"}) {
            const Widget* w = find_widget(name);
            if (!w || w->y > 30) continue; // the second row
            EXPECT_GE(w->x, end) << name << " at " << width;
            if (top < 0) top = w->y;
            EXPECT_EQ(w->y, top) << name << " at " << width;
            end = w->x + w->w;
            shown++;
        }
        EXPECT_LE(end, width);
        EXPECT_NE(find_widget("Commands"), nullptr) << width;
        EXPECT_GE(shown, width < 400 ? 5 : width < 700 ? 6 : 9) << width;
    }
}

} // namespace
} // namespace lazymmu::gui
