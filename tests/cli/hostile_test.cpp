// What others wrote is shown and never obeyed: by no command, in no format, on no stream.
#include "tests/cli/program.h"

#include <filesystem>

namespace lazymmu_cli_test {
namespace {

namespace fs = std::filesystem;

// Sets a window's title, clears the screen, an 8-bit control, an override of the direction, a tag.
const std::string json_evil = R"(\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\udb40\udc41)";
const std::string raw_evil = "\x1b]0;owned\x07\x1b[2J\xc2\x9b"
                             "31m\xe2\x80\xae";

// EVIL stands for what is hostile. The expectation fails, so that it is told.
std::string evil_lesson() {
    std::string out = R"({"format_version": 1, "id": "evil", "title": "T EVIL\nok 2 all is well",
"summary": "S EVIL", "minutes": 1, "machine": {"arch": "arm64", "kernel": "v7.2"}, "steps": [
{"title": "U EVIL\nok 3 so it is", "narration": "N **EVIL** `EVIL`",
 "do": "lazy_mmu_mode_enable(); // EVIL",
 "quiz": {"ask": "Q EVIL?", "choices": [
   {"text": "A EVIL", "if": {"state": {"task.A.enable_count": 1}}},
   {"text": "B EVIL", "if": {"state": {"task.A.enable_count": 0}}, "why": "W EVIL"}],
  "hints": ["H EVIL"], "explain": "E EVIL"},
 "expect": {"state": {"task.A.enable_count": 2}}}]})";
    for (size_t at; (at = out.find("EVIL")) != out.npos;) out.replace(at, 4, json_evil);
    return out;
}

std::string evil_script() {
    return "// " + raw_evil + "\nlazy_mmu_mode_enable(); // " + raw_evil +
           "\nset_pte_at(USER, 7, \"pwu\");\nlazy_mmu_mode_disable();\n";
}

std::string evil_session() {
    return R"({"lazymmu":"session","format_version":1,"file":{"name":")" + json_evil +
           R"(\nok 4 fine.lazy","text":"lazy_mmu_mode_enable(); // )" + json_evil +
           R"("},"machine":{"arch":"arm64","kernel":"v7.2"},"run_name":")" + json_evil + "\"}";
}

// The first thing in a text that a terminal would obey, or "".
std::string obeyed(const std::string& text, bool colours) {
    for (size_t i = 0; i < text.size(); i++) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        const auto next = [&](size_t k) {
            return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
        };
        if (colours && c == 0x1b && next(1) == '[') { // ESC [ digits and semicolons m
            const size_t end = text.find_first_not_of("0123456789;", i + 2);
            if (end != text.npos && text[end] == 'm' && end - i < 9) {
                i = end;
                continue;
            }
        }
        const bool control = (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
        const bool c1 = c == 0xc2 && next(1) >= 0x80 && next(1) < 0xa0;
        const bool bidi = c == 0xe2 && next(1) == 0x80 && next(2) >= 0xa8 && next(2) <= 0xae;
        const bool tag = c == 0xf3 && next(1) == 0xa0;
        if (control || c1 || bidi || tag) return text.substr(i > 20 ? i - 20 : 0, 60);
    }
    return "";
}

bool is_utf8(const std::string& text) {
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)) ==
           Json(text);
}

struct HostileFolder {
    fs::path path = fs::path(testing::TempDir()) / ("lazymmu_evil_" + std::to_string(getpid()));
    HostileFolder() { fs::create_directories(path); }
    ~HostileFolder() { fs::remove_all(path); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return "'" + (path / name).string() + "'";
    }
};

std::vector<std::string> command_lines(const HostileFolder& f) {
    const std::string bad_name = "a" + raw_evil + "\nok    b\xff";
    const std::string lesson_file = f.write("lesson.json", evil_lesson()),
                      script = f.write("script.lazy", evil_script()),
                      session = f.write("s.lazymmu.json", evil_session()),
                      named_lesson = f.write(bad_name + ".json", evil_lesson()),
                      named_script = f.write(bad_name + ".lazy", evil_script()),
                      broken = f.write(bad_name + "broken.lazy", raw_evil + "();\n" + raw_evil),
                      broken_json = f.write(bad_name + "broken.json", "{\"" + json_evil + "\": 1}"),
                      vector =
                          f.write(bad_name + ".jsonl", "{\"id\":\"a\",\"arch\":\"" + json_evil +
                                                           "\",\"kernel\":\"v7.0\",\"ops\":[],"
                                                           "\"steps\":[]}\n");
    std::vector<std::string> out;
    for (const std::string& file :
         {lesson_file, script, session, named_lesson, named_script, broken, broken_json})
        for (const char* command : {"run",
                                    "run --json",
                                    "run --ascii",
                                    "run --color always",
                                    "check",
                                    "check --format ktap",
                                    "check --format junit",
                                    "check --format json",
                                    "check --color always",
                                    "explore",
                                    "explore --json",
                                    "explore --trace",
                                    "explore --bakeoff",
                                    "compare",
                                    "compare --json",
                                    "diff",
                                    "diff --json",
                                    "diff --color always",
                                    "export",
                                    "export --format csv",
                                    "export --format chrome",
                                    "export --format itf",
                                    "export --format session",
                                    "export --format link"})
            out.push_back(std::string(command) + " " + file);
    out.push_back("check '" + f.path.string() + "'");
    out.push_back("check --format ktap '" + f.path.string() + "'");
    out.push_back("run --vector " + vector + ":a");
    const std::string word = "'" + raw_evil + "\n\xff'";
    for (const char* use :
         {"", "run ", "run --arch ", "run --kernel ", "run --patch ", "run --option ", "run --",
          "check --format ", "explore --invariants ", "explore --inside ",
          "explore --generate 1 --calls ", "help ", "new ", "export --format ", "diff --from ",
          "compare --machines ", "run '#v1.'", "run --vector ", "export --output /nonexistent/"})
        out.push_back(use + word + (use[0] == 'r' || use[0] == 'e' ? " " + script : ""));
    return out;
}

TEST(Hostile, NothingThatOthersWroteIsObeyed) {
    const HostileFolder folder;
    for (const std::string& line : command_lines(folder)) {
        const Result r = lazymmu(line);
        const bool colours = has(line, "--color always");
        EXPECT_EQ(obeyed(r.out, colours), "") << line;
        EXPECT_EQ(obeyed(r.err, colours), "") << line;
        EXPECT_TRUE(is_utf8(r.out) && is_utf8(r.err)) << line;
        EXPECT_FALSE(r.out.empty() && r.err.empty()) << line;
        EXPECT_GE(r.code, 0) << line;
    }
}

TEST(Hostile, ANameFakesNoLineOfAReport) {
    const HostileFolder folder;
    folder.write("a\nok 2 fake.json", evil_lesson());
    const Result ktap = lazymmu("check --format ktap '" + folder.path.string() + "'");
    const Result text = lazymmu("check '" + folder.path.string() + "'");
    for (const Result& r : {ktap, text}) {
        EXPECT_EQ(r.code, 1) << r.out;
        std::istringstream lines(r.out);
        for (std::string line; std::getline(lines, line);)
            EXPECT_NE(line.substr(0, line.find_first_not_of(" ") + 3).find("ok "), 0u) << line;
    }
    EXPECT_TRUE(has(ktap.out, "1..1\n")) << ktap.out;
    EXPECT_TRUE(has(text.out, "a\\nok 2 fake.json")) << text.out;
}

TEST(Hostile, JunitIsXml) {
    const HostileFolder folder;
    folder.write("a\xff\n<\"&'\x01.json", evil_lesson());
    folder.write("b\xef\xbf\xbf.json", "{}"); // U+FFFF is valid UTF-8 but no character of XML
    const std::string report = (folder.path / "r.xml").string();
    lazymmu("check --format junit '" + folder.path.string() + "' > '" + report + "'");
    const std::string parse = "python3 -c 'import sys, xml.dom.minidom as m; "
                              "d = m.parse(sys.argv[1]); "
                              "print(len(d.getElementsByTagName(\"testsuite\")))' '" +
                              report + "'";
    std::FILE* p = popen(parse.c_str(), "r");
    ASSERT_TRUE(p);
    char n[8] = {};
    EXPECT_TRUE(fgets(n, sizeof n, p));
    EXPECT_EQ(pclose(p), 0);
    EXPECT_STREQ(n, "2\n");
}

TEST(Hostile, WhatIsShownSaysWhatItWas) {
    const Result r = lazymmu("run " + temp_file("evil.json", evil_lesson()));
    EXPECT_TRUE(has(r.out, "\\x1b]0;owned\\x07\\x1b[2J\\x9b31m<U+202E><U+E0041>")) << r.out;
    const std::string name = "Gr\xc3\xbc\xc3\x9f"
                             "e \xe2\x86\x92.lazy";
    const std::string plain = temp_file(name, "lazy_mmu_mode_enable();\n");
    EXPECT_TRUE(has(lazymmu("run '" + plain + "'").out, name)) << "what is no danger stays";
}

} // namespace
} // namespace lazymmu_cli_test
