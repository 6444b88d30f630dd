// The colours of both themes: text in them can be read, and those that mean something can be told
// apart, by a reader with deuteranopia too.
#include "app/gui/ui/theme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lazymmu::gui {
namespace {

using Rgb = std::array<double, 3>; // linear, from 0 to 1
using CieLab = std::array<double, 3>;

Rgb linear(ImU32 colour) {
    Rgb out{};
    constexpr int shifts[] = {IM_COL32_R_SHIFT, IM_COL32_G_SHIFT, IM_COL32_B_SHIFT};
    for (size_t i = 0; i < 3; i++) {
        const double c = static_cast<double>(colour >> shifts[i] & 0xff) / 255;
        out[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    }
    return out;
}

// WCAG 2: from 1 to 21.
double contrast(ImU32 a, ImU32 b) {
    const auto light = [](ImU32 c) {
        const Rgb l = linear(c);
        return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2] + 0.05;
    };
    const double x = light(a), y = light(b);
    return std::max(x, y) / std::min(x, y);
}

CieLab lab(const Rgb& c) {
    const double x = (0.4124564 * c[0] + 0.3575761 * c[1] + 0.1804375 * c[2]) / 0.95047;
    const double y = 0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2];
    const double z = (0.0193339 * c[0] + 0.1191920 * c[1] + 0.9503041 * c[2]) / 1.08883;
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16 / 116.0; };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double distance(const Rgb& a, const Rgb& b) {
    const CieLab p = lab(a), q = lab(b);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

// Machado, Oliveira and Fernandes (2009), severity 1.
Rgb deuteranopia(const Rgb& c) {
    const Rgb out = {0.367322 * c[0] + 0.860646 * c[1] - 0.227968 * c[2],
                     0.280085 * c[0] + 0.672501 * c[1] + 0.047413 * c[2],
                     -0.011820 * c[0] + 0.042940 * c[1] + 0.968881 * c[2]};
    return {std::clamp(out[0], 0.0, 1.0), std::clamp(out[1], 0.0, 1.0),
            std::clamp(out[2], 0.0, 1.0)};
}

struct Named {
    const char* name;
    ImU32 Theme::*colour;
};
constexpr Named roles[] = {{"section", &Theme::section}, {"pending", &Theme::pending},
                           {"landed", &Theme::landed},   {"changed", &Theme::changed},
                           {"paused", &Theme::paused},   {"irq", &Theme::irq},
                           {"danger", &Theme::danger}};
constexpr Named inks[] = {{"text", &Theme::text}, {"dim", &Theme::dim}, {"faint", &Theme::faint}};
constexpr Named grounds[] = {
    {"ground", &Theme::ground}, {"panel", &Theme::panel}, {"raised", &Theme::raised}};
constexpr double readable = 4.5, apart = 25;

class BothThemes : public ::testing::TestWithParam<bool> {
  protected:
    const Theme& t = theme_of(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Theme, BothThemes, ::testing::Bool(),
                         [](const auto& i) { return i.param ? "dark" : "light"; });

TEST_P(BothThemes, TextCanBeReadOnEveryGround) {
    for (const Named& ink : inks)
        for (const Named& ground : grounds)
            EXPECT_GE(contrast(t.*ink.colour, t.*ground.colour), readable)
                << ink.name << " on " << ground.name;
    EXPECT_GE(contrast(t.text, t.hover), readable);
    EXPECT_GE(contrast(t.on_accent, t.accent), readable);
    EXPECT_GE(contrast(t.accent, t.panel), readable);
}

TEST_P(BothThemes, WhatMeansSomethingCanBeRead) {
    for (const Named& role : roles) {
        const ImU32 colour = t.*role.colour;
        EXPECT_GE(contrast(colour, t.panel), readable) << role.name;
        EXPECT_GE(contrast(colour, blend(t.panel, colour, t.tint)), readable)
            << role.name << " on its own tint";
        EXPECT_GE(contrast(t.on_accent, colour), readable) << "a filled chip: " << role.name;
    }
}

TEST_P(BothThemes, MeaningsAreToldApart) {
    for (size_t i = 0; i < std::size(roles); i++)
        for (size_t k = 0; k < i; k++) {
            const Rgb a = linear(t.*roles[i].colour), b = linear(t.*roles[k].colour);
            EXPECT_GE(distance(a, b), apart) << roles[i].name << " and " << roles[k].name;
            EXPECT_GE(distance(deuteranopia(a), deuteranopia(b)), apart)
                << roles[i].name << " and " << roles[k].name << " without green";
        }
}

TEST_P(BothThemes, WhatMeansSomethingIsNotPlainText) {
    for (const Named& role : roles)
        EXPECT_GE(distance(linear(t.*role.colour), linear(t.text)), 20) << role.name;
}

TEST_P(BothThemes, ButtonsStandOut) {
    for (const ImU32 under : {t.ground, t.panel}) {
        EXPECT_GE(contrast(t.raised, under), 1.1);
        EXPECT_GE(contrast(t.edge, under), 1.45);
    }
    EXPECT_GE(contrast(t.hover, t.raised), 1.1);
}

} // namespace
} // namespace lazymmu::gui
