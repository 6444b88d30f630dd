// lazymmu-lab-null: the interface without a window, driven over stdin; see channel.h.
//   lazymmu-lab-null [--size WxH] [--theme T] [--arch A] [--kernel K] [LESSON]
#include "app/core/tell/visible.h"
#include "app/gui/backends/native/channel.h"
#include "app/gui/backends/native/native_images.h"
#include "app/gui/backends/native/start.h"
#include "app/gui/backends/null/driver.h"

#include <cstdio>

using namespace lazymmu::gui;

namespace {

// What this platform adds to the channel: clicks and keys by name, no pictures.
class NullChannel : public ChannelHost {
  public:
    explicit NullChannel(NullDriver& driver) : driver_(driver) {}

    App& app() override { return driver_.app(); }
    void draw(int frames) override { driver_.frames(frames); }
    bool shot(const std::string&, std::string& error) override {
        error = "there is no picture without a renderer; lazymmu-lab-shot draws one";
        return false;
    }
    bool click(const std::string& label) override { return driver_.click(label); }

  private:
    NullDriver& driver_;
};

} // namespace

int main(int argc, char** argv) {
    Start start;
    std::string error;
    if (!parse_start(argc, argv, start, error)) {
        std::fprintf(stderr, "lazymmu-lab-null: %s\n", lazymmu::visible_line(error).c_str());
        return 2;
    }
    NullDriver driver(start.options, static_cast<float>(start.width),
                      static_cast<float>(start.height));
    NativeImages images(driver.app());
    driver.app().set_image_host(&images);
    open_start(driver.app(), start);
    NullChannel host(driver);
    Channel channel;
    for (std::string line; channel.wait(line);) {
        if (line == "quit") break;
        channel.answer(line, host);
    }
    return 0;
}
