// Images of lessons: laid out with their own size when they come, their words until then; read from
// beside the lesson and from nowhere else; hostile PNG files are errors.
#include "app/core/course/library.h"
#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/native_images.h"
#include "app/gui/backends/native/png_decode.h"
#include "app/gui/backends/native/start.h"
#include "app/gui/ui/image_host.h"
#include "tests/gui/driver.h"
#include "tests/png.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace lazymmu::gui::test {
namespace {

namespace fs = std::filesystem;
using lazymmu_png::plain_png, lazymmu_png::png_of, lazymmu_png::stored;
using nlohmann::json;

std::string lesson_text(const std::string& narration) {
    return R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,)"
           R"( "machine": {"arch": ["x86", "arm64"]}, "steps": [{"narration": ")" +
           narration + R"("}, {"narration": "No image."}]})";
}

struct Folder {
    std::string path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "lazymmu-images-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, std::string_view bytes) const {
        std::ofstream(path + "/" + name, std::ios::binary) << bytes;
    }
};

struct AskedHost final : ImageHost {
    std::vector<ImageWish> wishes;
    void ask(const ImageWish& wish) override { wishes.push_back(wish); }
};

json images(Lab& lab) {
    lab.frames(4);
    return lab.json()["images"];
}

struct WithHost {
    Lab lab;
    AskedHost host;
    WithHost() {
        lab.resize(1280, 800);
        lab.app().set_image_host(&host);
    }
    void open(const std::string& narration) {
        ASSERT_EQ(lab.app().open_course("mine", {{"sub/t.json", lesson_text(narration)}}), "");
    }
    void supply(unsigned id, unsigned width, unsigned height) {
        const std::vector<unsigned char> rgba(size_t{4} * width * height, 0x80);
        lab.app().supply_image(id, width, height, rgba.data());
    }
};

TEST(Images, AreAskedForOnceAndTakeTheirOwnSize) {
    WithHost t;
    t.open("![Two boxes](a.png)");
    json i = images(t.lab);
    ASSERT_EQ(i.size(), 1u);
    EXPECT_EQ(i[0]["state"], "loading");
    EXPECT_EQ(i[0]["alt"], "Two boxes");
    EXPECT_EQ(i[0]["width"], 0);
    ASSERT_EQ(t.host.wishes.size(), 1u);
    EXPECT_EQ(t.host.wishes[0].path, "a.png");
    EXPECT_EQ(t.host.wishes[0].home.beside("a.png"), "mine/sub/a.png");
    t.supply(t.host.wishes[0].id, 100, 60);
    i = images(t.lab);
    EXPECT_EQ(i[0]["state"], "shown");
    EXPECT_EQ(i[0]["width"], 100); // not made larger
    EXPECT_EQ(i[0]["height"], 60);
    EXPECT_EQ(t.host.wishes.size(), 1u);
    t.lab.does("text larger");
    EXPECT_GT(images(t.lab)[0]["width"], 100);
    t.lab.does("arch arm64"); // the same text: what is here stays
    EXPECT_EQ(images(t.lab)[0]["state"], "shown");
    EXPECT_EQ(t.host.wishes.size(), 1u);
    EXPECT_FALSE(t.lab.app().needs_frames());
}

TEST(Images, AreMadeSmallerToFitAndGivenUpWhenOutOfSight) {
    WithHost t;
    t.open("![Wide](a.png)");
    images(t.lab);
    t.supply(t.host.wishes.at(0).id, 2000, 500);
    json i = images(t.lab);
    EXPECT_GT(i[0]["width"], 100);
    EXPECT_LT(i[0]["width"], 700);
    EXPECT_NEAR(i[0]["width"].get<double>() / 4, i[0]["height"].get<double>(), 1);
    t.lab.does("lesson step 1");
    EXPECT_EQ(images(t.lab).size(), 0u);
    EXPECT_FALSE(t.lab.app().needs_frames()); // the texture is gone, too
    t.lab.does("lesson step 0");
    images(t.lab);
    ASSERT_EQ(t.host.wishes.size(), 2u);
    t.supply(t.host.wishes[0].id, 10, 10); // the answer to a wish of before
    EXPECT_EQ(images(t.lab)[0]["state"], "loading");
    t.supply(t.host.wishes[1].id, 4000, 4000);
    EXPECT_EQ(images(t.lab)[0]["problem"], "it is too large");
}

TEST(Images, TheirWordsStandWhereTheyCannotCome) {
    WithHost t;
    t.open(R"(![a](a.png)\n![b](../b.png)\n![c](https://example.org/c.png))");
    images(t.lab);
    ASSERT_EQ(t.host.wishes.size(), 1u); // nobody is asked for what leads elsewhere
    t.lab.app().image_failed(t.host.wishes[0].id, "404");
    const json i = images(t.lab);
    ASSERT_EQ(i.size(), 3u);
    for (const json& each : i) EXPECT_EQ(each["state"], "missing");
    EXPECT_EQ(i[0]["problem"], "404");
    std::string many;
    for (int n = 0; n < 40; n++) many += "![x](" + std::to_string(n) + ".png)\\n";
    t.host.wishes.clear();
    t.open(many);
    EXPECT_EQ(images(t.lab).size(), 16u);
    EXPECT_EQ(t.host.wishes.size(), 16u);
    EXPECT_EQ(t.lab.text("error"), "");
}

// As the window opens them.
struct Native {
    Folder folder;
    Lab lab;
    NativeImages host{lab.app()};
    Native() {
        lab.resize(1280, 800);
        lab.app().set_image_host(&host);
        folder.write("a.png", plain_png(40, 20, "abcd"));
    }
    std::string problem(const std::string& narration) {
        folder.write("t.json", lesson_text(narration));
        open_file(lab.app(), folder.path + "/t.json");
        const json i = images(lab);
        EXPECT_EQ(i.size(), 1u);
        return i.at(0)["problem"];
    }
};

TEST(Images, OfFilesAndCoursesAreReadFromBesideTheLesson) {
    Native t;
    EXPECT_EQ(t.problem("![a](a.png)"), "");
    EXPECT_EQ(images(t.lab)[0]["state"], "shown");
    EXPECT_EQ(images(t.lab)[0]["width"], 40);
    EXPECT_EQ(t.problem("![a](none.png)"), "there is no file \"none.png\" beside the lesson");
    open_course(t.lab.app(), LAZYMMU_SOURCE_DIR "/examples/course");
    t.lab.does("open inner-section");
    const json i = images(t.lab);
    ASSERT_EQ(i.size(), 1u);
    EXPECT_EQ(i[0]["state"], "shown") << i;
}

TEST(Images, NothingOutsideOfTheLessonsFolderIsRead) {
    Native t;
    const Folder other;
    other.write("b.png", plain_png(1, 1, "abcd"));
    fs::create_symlink(other.path + "/b.png", t.folder.path + "/link.png");
    fs::create_directory_symlink(other.path, t.folder.path + "/sub");
    ASSERT_EQ(::mkfifo((t.folder.path + "/pipe.png").c_str(), 0600), 0);
    for (const char* path : {"link.png", "sub/b.png"})
        EXPECT_NE(t.problem(std::string("![a](") + path + ")").find("outside"), std::string::npos);
    EXPECT_NE(t.problem("![a](pipe.png)"), "");
    // a session that says that it comes from that folder, but has another text
    ASSERT_EQ(t.problem("![a](a.png)"), "");
    std::string saved = t.lab.app().saved_json();
    t.folder.write("t.json", "changed");
    ASSERT_EQ(t.lab.app().open_saved("saved", saved), "");
    t.lab.does("lesson step 1");
    t.lab.frames(3);
    t.lab.does("lesson step 0");
    EXPECT_EQ(images(t.lab).at(0)["problem"], "this lesson's folder is not known here");
}

TEST(Images, HostilePngsAreErrors) {
    const std::string good = plain_png(3, 2, "\x10\x20\x30\x40");
    const DecodedPng png = decode_png(good);
    EXPECT_EQ(png.problem, "");
    ASSERT_EQ(png.rgba.size(), 24u);
    EXPECT_EQ(png.rgba[23], 0x40);
    for (size_t n = 0; n < good.size(); n++)
        ASSERT_NE(decode_png(good.substr(0, n)).problem, "") << n;
    std::string wrong = good; // the last byte of the pixels' checksum
    wrong[good.size() - 13] ^= 1;
    EXPECT_EQ(decode_png(wrong).problem, "is damaged: a checksum is wrong");
    EXPECT_NE(decode_png(png_of(2048, 2048, stored("short"))).problem, "");
    EXPECT_NE(decode_png(png_of(60000, 60000, stored("short"))).problem, "");
    EXPECT_NE(decode_png(png_of(0, 1, stored("short"))).problem, "");
    EXPECT_NE(decode_png(png_of(3, 2, "no zlib at all")).problem, "");
    unsigned seed = 7; // right checksums around anything
    int decoded = 0;
    for (int i = 0; i < 300; i++) {
        std::string noise = stored(std::string(200, 0)); // more than it needs
        for (int k = 0; k < 3; k++) {
            seed = seed * 1664525u + 1013904223u;
            noise[(seed >> 8) % noise.size()] = static_cast<char>(seed >> 24);
        }
        const DecodedPng d = decode_png(png_of(3, 2, noise));
        ASSERT_EQ(d.rgba.size(), d.problem.empty() ? 24u : 0u);
        decoded += d.problem.empty();
    }
    EXPECT_GT(decoded, 0);
    EXPECT_LT(decoded, 300);
}

} // namespace
} // namespace lazymmu::gui::test
