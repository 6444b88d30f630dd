// Every picture of shots.list can be made, and is tidy.
#include "app/gui/backends/native/start.h"
#include "tests/gui/places.h"

#include <fstream>

namespace lazymmu::gui {
namespace {

using namespace test;

// As a shell splits a line with "..." in it.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> out;
    bool quoted = false, in_word = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ' ' && !quoted) {
            in_word = false;
            continue;
        }
        if (!in_word) out.emplace_back();
        in_word = true;
        if (c != '"') out.back() += c;
    }
    return out;
}

void expect_picture(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    Start start;
    std::string error;
    ASSERT_TRUE(parse_start(static_cast<int>(argv.size()), argv.data(), start, error)) << error;
    Lab lab(start.options, static_cast<float>(start.width), static_cast<float>(start.height));
    open_start(lab.app(), start);
    for (const std::string& command : start.commands) lab.does(command);
    lab.frames(3);
    expect_tidy(lab, words[0]);
}

TEST(Shots, EveryPictureOfTheListCanBeMade) {
    std::ifstream list(LAZYMMU_SOURCE_DIR "/tests/gui/shots.list");
    int pictures = 0;
    for (std::string line; std::getline(list, line);) {
        const std::vector<std::string> words = words_of(line);
        if (words.empty() || line[0] == '#') continue;
        SCOPED_TRACE(words[0]);
        expect_picture(words); // the name is where a program has its own
        pictures++;
    }
    EXPECT_GE(pictures, 15);
}

} // namespace
} // namespace lazymmu::gui
