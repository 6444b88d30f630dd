#include "web/glue/keys.h"

#include <cstdlib>
#include <cstring>

namespace lazymmu::web {
namespace {

struct Name {
    const char* code;
    ImGuiKey key;
};

constexpr Name names[] = {
    {"Tab", ImGuiKey_Tab},
    {"ArrowLeft", ImGuiKey_LeftArrow},
    {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},
    {"ArrowDown", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},
    {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},
    {"End", ImGuiKey_End},
    {"Insert", ImGuiKey_Insert},
    {"Delete", ImGuiKey_Delete},
    {"Backspace", ImGuiKey_Backspace},
    {"Space", ImGuiKey_Space},
    {"Enter", ImGuiKey_Enter},
    {"Escape", ImGuiKey_Escape},
    {"Quote", ImGuiKey_Apostrophe},
    {"Comma", ImGuiKey_Comma},
    {"Minus", ImGuiKey_Minus},
    {"Period", ImGuiKey_Period},
    {"Slash", ImGuiKey_Slash},
    {"Semicolon", ImGuiKey_Semicolon},
    {"Equal", ImGuiKey_Equal},
    {"BracketLeft", ImGuiKey_LeftBracket},
    {"Backslash", ImGuiKey_Backslash},
    {"BracketRight", ImGuiKey_RightBracket},
    {"Backquote", ImGuiKey_GraveAccent},
    {"CapsLock", ImGuiKey_CapsLock},
    {"NumpadDecimal", ImGuiKey_KeypadDecimal},
    {"NumpadDivide", ImGuiKey_KeypadDivide},
    {"NumpadMultiply", ImGuiKey_KeypadMultiply},
    {"NumpadSubtract", ImGuiKey_KeypadSubtract},
    {"NumpadAdd", ImGuiKey_KeypadAdd},
    {"NumpadEnter", ImGuiKey_KeypadEnter},
    {"ShiftLeft", ImGuiKey_LeftShift},
    {"ControlLeft", ImGuiKey_LeftCtrl},
    {"AltLeft", ImGuiKey_LeftAlt},
    {"MetaLeft", ImGuiKey_LeftSuper},
    {"ShiftRight", ImGuiKey_RightShift},
    {"ControlRight", ImGuiKey_RightCtrl},
    {"AltRight", ImGuiKey_RightAlt},
    {"MetaRight", ImGuiKey_RightSuper},
    {"ContextMenu", ImGuiKey_Menu},
};

ImGuiKey named(const char* name) {
    for (const Name& each : names)
        if (!std::strcmp(name, each.code)) return each.key;
    return ImGuiKey_None;
}

ImGuiKey after(ImGuiKey first, int n) { return static_cast<ImGuiKey>(first + n); }

} // namespace

ImGuiKey key_of(const char* code, const char* key) {
    // Letters follow the layout (Ctrl+Z is where the Z is), everything else its place.
    if (key[0] && !key[1]) {
        const char c = key[0];
        if (c >= 'a' && c <= 'z') return after(ImGuiKey_A, c - 'a');
        if (c >= 'A' && c <= 'Z') return after(ImGuiKey_A, c - 'A');
    }
    if (!std::strncmp(code, "Key", 3) && code[3] >= 'A' && code[3] <= 'Z')
        return after(ImGuiKey_A, code[3] - 'A');
    if (!std::strncmp(code, "Digit", 5) && code[5] >= '0' && code[5] <= '9')
        return after(ImGuiKey_0, code[5] - '0');
    if (!std::strncmp(code, "Numpad", 6)) {
        // without Num Lock they are arrows, Home, End and so on, and the key says which
        const ImGuiKey moves = named(key);
        if (moves != ImGuiKey_None && moves != ImGuiKey_Enter) return moves;
        if (code[6] >= '0' && code[6] <= '9' && !code[7])
            return after(ImGuiKey_Keypad0, code[6] - '0');
    }
    if (code[0] == 'F' && code[1] >= '1' && code[1] <= '9') {
        const int n = std::atoi(code + 1);
        return n <= 24 ? after(ImGuiKey_F1, n - 1) : ImGuiKey_None;
    }
    return named(code);
}

} // namespace lazymmu::web
