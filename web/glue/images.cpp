#include "web/glue/images.h"

#include "web/glue/program.h"

#include <emscripten.h>

// clang-format off
EM_JS(void, js_ask_image, (unsigned id, const char* address), {
    Module["platform"]["askImage"](id, UTF8ToString(address));
});
// clang-format on

namespace lazymmu::web {
namespace {

class PageImages final : public gui::ImageHost {
  public:
    void ask(const gui::ImageWish& wish) override {
        if (wish.home.course.empty()) // a file that was dropped: the page does not see its folder
            app().image_failed(wish.id, "a page shows those of a course: ?course=URL");
        else
            js_ask_image(wish.id, wish.home.beside(wish.path).c_str());
    }
};

} // namespace

gui::ImageHost& page_images() {
    static PageImages images;
    return images;
}

} // namespace lazymmu::web

using namespace lazymmu::web;

extern "C" {

EMSCRIPTEN_KEEPALIVE void web_image(unsigned id, unsigned width, unsigned height,
                                    const unsigned char* rgba) {
    app().supply_image(id, width, height, rgba);
}

EMSCRIPTEN_KEEPALIVE void web_image_failed(unsigned id, const char* why) {
    app().image_failed(id, why);
}

} // extern "C"
