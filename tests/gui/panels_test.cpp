// Panels look, they do not touch: drawing every panel for every lesson, at many positions and sizes
// and in both themes, never changes the machine.
#include "app/gui/ui/assets.h"
#include "tests/gui/driver.h"
#include "tests/sanitized.h"

namespace lazymmu::gui {
namespace {

using namespace test;

struct Size {
    float width, height;
};
constexpr Size sizes[] = {{1280, 800}, {1920, 1080}, {900, 700},
                          {480, 900},  {360, 300},   {3840, 2160}};

std::vector<std::string> lesson_ids() {
    std::vector<std::string> ids;
    for (const Asset& a : embedded_lessons()) {
        const nlohmann::json j = nlohmann::json::parse(a.text());
        if (j.contains("id")) ids.push_back(j["id"].get<std::string>());
    }
    return ids;
}

TEST(Panels, DrawingNeverChangesTheDigest) {
    Lab lab;
    const std::vector<std::string> ids = lesson_ids();
    ASSERT_GE(ids.size(), 5u);
    size_t turn = 0; // two sizes at each place, so that every lesson is seen at all of them
    for (const std::string& id : ids) {
        SCOPED_TRACE(id);
        if (sanitized && turn++ % 4) continue;
        lab.does("open " + id);
        const int length = lab.number("steps");
        for (int part = 0; part <= 8; part++) {
            lab.does("seek " + std::to_string(length * part / 8));
            const std::string before = lab.digest();
            constexpr float scales[] = {1, 1.37f, 2};
            turn++;
            for (const Size& size : {sizes[turn % 6], sizes[(turn + 3) % 6]}) {
                lab.app().set_scale(scales[part % 3]);
                lab.resize(size.width, size.height);
                for (const char* page : {"code", "machine", "memory", "time", "log", "lessons"}) {
                    lab.does(std::string("page ") + page);
                    lab.does(part % 2 ? "memory tlb" : "memory table");
                    if (size.width > 1000) break; // all of them are there at once
                }
                ASSERT_EQ(lab.digest(), before) << size.width << " at part " << part;
                ASSERT_EQ(lab.number("step"), length * part / 8);
            }
            lab.does(part % 2 ? "theme light" : "theme dark");
            lab.does("details");
        }
    }
}

TEST(Panels, EveryMachineCanBeDrawn) {
    Lab lab(lesson("nested-sections"));
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86", "eager"}) {
        for (const char* kernel : {"v6.12", "v6.18", "v7.0", "v7.1", "v7.2", "v7.3"}) {
            lab.does(std::string("arch ") + arch);
            lab.does(std::string("kernel ") + kernel);
            lab.does("seek 0");
            const std::string start = lab.digest();
            EXPECT_EQ(lab.text("arch"), arch);
            EXPECT_EQ(lab.text("kernel"), kernel);
            lab.app().command("end"); // a machine that stops at once is at its end already
            lab.frames(2);
            EXPECT_EQ(lab.number("step"), lab.number("steps"));
            lab.does("seek 0");
            EXPECT_EQ(lab.digest(), start);
        }
    }
}

TEST(Panels, MovingTheMouseEverywhereChangesNothing) {
    Lab lab(lesson("powerpc-one-section"));
    lab.does("seek 2000");
    const std::string before = lab.digest();
    for (float y = 5; y < 800; y += 29)
        for (float x = 5; x < 1280; x += sanitized ? 211 : 47) {
            lab.move_to(x, y);
            if (static_cast<int>(x) % 5 == 0) lab.wheel(0, y > 400 ? 1.f : -1.f);
        }
    EXPECT_EQ(lab.digest(), before);
    EXPECT_EQ(lab.number("step"), 2000);
}

TEST(Panels, HostileTextIsOnlyText) {
    Lab lab;
    std::string script = "// ";
    for (int i = 0; i < 15000; i++) script += "%s%n<b>|`*_[](";
    script += "\nschedule();\n";
    const std::string name = "a#b##c%s%n.lab";
    lab.app().open_bytes(name,
                         {reinterpret_cast<const unsigned char*>(script.data()), script.size()});
    lab.frames(5);
    EXPECT_EQ(lab.text("mode"), "playground");
    EXPECT_EQ(lab.text("title"), name);
    for (const Size& size : sizes) lab.resize(size.width, size.height);
    EXPECT_EQ(lab.number("step"), 0);
}

} // namespace
} // namespace lazymmu::gui
