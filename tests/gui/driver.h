// The interface without a window, with what its tests ask of it.
#pragma once

#include "app/gui/backends/null/driver.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

namespace lazymmu::gui::test {

class Lab : public NullDriver {
  public:
    using NullDriver::NullDriver;

    nlohmann::json json() const { return nlohmann::json::parse(state()); }
    std::string text(const char* key) const { return json().at(key).get<std::string>(); }
    int number(const char* key) const { return json().at(key).get<int>(); }
    std::string digest() const { return text("digest"); }
    void does(const std::string& command) {
        const std::string error = app().command(command);
        EXPECT_EQ(error, "") << command;
        frames(2);
    }
};

inline Options lesson(const char* id) {
    Options o;
    o.lesson = id;
    return o;
}

} // namespace lazymmu::gui::test
