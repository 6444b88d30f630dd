// The interface without a window: it builds frames, and widgets are found by label.
#include "app/core/tell/json_text.h"
#include "app/gui/backends/null/driver.h"
#include "app/gui/frame/platform_state.h"
#include "app/gui/ui/assets.h"
#include "app/gui/ui/png.h"

#include <gtest/gtest.h>

#include <vector>

using namespace lazymmu::gui;

TEST(GuiSmoke, BuildsFramesAndAnswers) {
    NullDriver lab;
    EXPECT_FALSE(widgets().empty());
    EXPECT_NE(lab.state().find("\"digest\":"), std::string::npos);
    EXPECT_NE(lab.state().find("\"frames\":"), std::string::npos);
}

TEST(GuiSmoke, TwoInOneProcess) {
    std::string first, second;
    {
        NullDriver lab;
        first = lab.state();
    }
    {
        NullDriver lab;
        second = lab.state();
    }
    EXPECT_EQ(first, second);
}

TEST(GuiSmoke, UnknownCommandIsRefused) {
    NullDriver lab;
    const std::string before = lab.state();
    EXPECT_FALSE(lab.app().command("no such command").empty());
    EXPECT_EQ(lab.state(), before);
}

TEST(GuiSmoke, NoWidgetOfThatName) {
    NullDriver lab;
    EXPECT_FALSE(lab.click("no widget is called this"));
}

TEST(GuiSmoke, AnySizeAndScale) {
    NullDriver lab;
    for (const float scale : {0.5f, 1.f, 1.5f, 2.f, 3.f}) {
        lab.app().set_scale(scale);
        for (const ImVec2 size : {ImVec2(200, 150), ImVec2(360, 640), ImVec2(3840, 2160)})
            lab.resize(size.x, size.y);
    }
    lab.app().set_scale(1);
    lab.resize(1280, 800);
    EXPECT_FALSE(widgets().empty());
}

TEST(GuiSmoke, JunkIsAnErrorAndChangesNothing) {
    NullDriver lab;
    const auto field = [&](const char* name) {
        const std::string state = lab.state();
        const size_t at = state.find(std::string("\"") + name + "\":");
        return state.substr(at, state.find(',', at) - at);
    };
    const std::string lesson = field("lesson"), digest = field("digest");
    const unsigned char junk[] = {0xff, 0x00, 0x7b, 0x22};
    lab.app().open_bytes("junk.json", junk);
    lab.app().open_bytes("empty.json", {});
    lab.app().open_failed("gone.json", "cannot be read");
    lab.frames(3);
    EXPECT_EQ(field("lesson"), lesson);
    EXPECT_EQ(field("digest"), digest);
    EXPECT_NE(field("error").find("gone.json"), std::string::npos);
}

TEST(Assets, FontsAreThere) {
    EXPECT_NE(find_asset(embedded_fonts(), "Inter-Regular.otf"), nullptr);
    EXPECT_NE(find_asset(embedded_fonts(), "Inter-SemiBold.otf"), nullptr);
    EXPECT_NE(find_asset(embedded_fonts(), "JetBrainsMono-Regular.ttf"), nullptr);
    EXPECT_EQ(find_asset(embedded_fonts(), "Comic.ttf"), nullptr);
}

TEST(JsonText, Quotes) {
    EXPECT_EQ(lazymmu::json_quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    EXPECT_EQ(lazymmu::json_quoted(""), "\"\"");
}

TEST(Png, FlatPicturesAreSmall) {
    const std::vector<unsigned char> pixels(size_t{400} * 300 * 4, 200);
    const std::string png = png_encode(pixels.data(), 400, 300);
    EXPECT_EQ(png.substr(1, 3), "PNG");
    EXPECT_LT(png.size(), 5000u);
}
