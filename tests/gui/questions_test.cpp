// Every question of every lesson, at every size: all that can be answered is in its pane before,
// the verdict after, and nothing moves in between.
#include "app/gui/ui/assets.h"
#include "tests/gui/places.h"
#include "tests/sanitized.h"

namespace lazymmu::gui {
namespace {

using namespace test;

struct Asking {
    std::string lesson;
    size_t step; // that asks
};

std::vector<Asking> all_questions() {
    std::vector<Asking> out;
    for (const Asset& a : embedded_lessons()) {
        const nlohmann::json j = nlohmann::json::parse(a.text());
        if (!j.contains("id")) continue;
        for (size_t i = 0; i < j["steps"].size(); i++)
            if (j["steps"][i].contains("quiz")) out.push_back({j["id"].get<std::string>(), i});
    }
    return out;
}

// "" or what is not wholly in sight.
std::string hidden_answer(const Drawn& drawn) {
    int answers = 0;
    for (const Widget& w : drawn.items) {
        const bool answers_it = w.label.starts_with("Answer") || w.raw == "##Number";
        if (!answers_it || w.window.find("Narration") == std::string::npos) continue;
        answers++;
        if (w.w < w.whole_w - 1.5f || w.h < w.whole_h - 1.5f) return w.raw;
    }
    return answers >= 2 ? "" : "all but " + std::to_string(answers) + " answers";
}

class Questions : public ::testing::TestWithParam<Place> {};
INSTANTIATE_TEST_SUITE_P(Layout, Questions, ::testing::ValuesIn(places),
                         [](const auto& i) { return "S" + name_of(i.param); });

TEST_P(Questions, AnswersAndVerdictAreInTheirPane) {
    const Place& place = GetParam();
    const std::vector<Asking> all = all_questions();
    ASSERT_GE(all.size(), 30u);
    size_t turn = 0;
    for (const Asking& q : all) {
        if (sanitized && turn++ % 6) continue;
        const std::string what = q.lesson + ", step " + std::to_string(q.step + 1);
        Lab lab(options_of(place, q.lesson.c_str()), place.width, place.height);
        lab.does("lesson step " + std::to_string(q.step));
        if (lab.json()["quiz"].is_null()) continue; // nothing runs in that step here
        lab.frames(6);
        EXPECT_EQ(hidden_answer(draw(lab)), "") << what;
        const std::vector<std::string> still = panel_edges();
        lab.frames(1);
        EXPECT_EQ(panel_edges(), still) << what << " flickers";
        lab.does("reveal");
        lab.frames(6);
        EXPECT_TRUE(draw(lab).shows("The answer")) << what;
        EXPECT_EQ(panel_edges(), still) << what << ", answered";
    }
}

// A reader who needs larger text can answer, too.
TEST_P(Questions, AnswersAreInTheirPaneInLargerText) {
    const Place& place = GetParam();
    const std::vector<Asking> all = all_questions();
    for (const int larger : {3, 8}) {
        for (size_t i = static_cast<size_t>(larger); i < all.size(); i += 7) {
            Lab lab(options_of(place, all[i].lesson.c_str()), place.width, place.height);
            lab.does("lesson step " + std::to_string(all[i].step));
            if (lab.json()["quiz"].is_null()) continue;
            for (int n = 0; n < larger; n++) lab.does("text larger");
            lab.frames(6);
            const std::string hidden = hidden_answer(draw(lab));
            EXPECT_EQ(hidden, "") << all[i].lesson << ", step " << all[i].step + 1 << ", text "
                                  << larger << " times larger";
        }
    }
}

} // namespace
} // namespace lazymmu::gui
