#include "lessons/format/lesson.h"

#include <algorithm>

namespace lazymmu {

namespace {

template <class List, class T> bool has(const List& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

} // namespace

bool ExpectWhen::applies(std::string_view arch, Kernel kernel) const {
    return (archs.empty() || has(archs, arch)) && (kernels.empty() || has(kernels, kernel));
}

std::string ExpectValue::shown() const {
    switch (kind) {
    case number: return std::to_string(num);
    case truth: return num ? "true" : "false";
    case text: break;
    }
    return "\"" + str + "\"";
}

MachineSpec LessonMachine::on(const Arch& arch, Kernel kernel) const {
    MachineSpec out = says;
    out.arch = &arch;
    out.kernel = kernel;
    return out;
}

bool Lesson::names_arch(std::string_view arch) const { return has(machine.archs, arch); }
bool Lesson::names_kernel(Kernel kernel) const { return has(machine.kernels, kernel); }

bool is_focus_name(std::string_view name) {
    for (const FocusName& f : focus_names)
        if (name == f.name) return true;
    if (name.size() == 6 && name.starts_with("task."))
        return name[5] >= 'A' && name[5] < 'A' + limits::tasks;
    if (name.size() == 5 && name.starts_with("cpu."))
        return name[4] >= '0' && name[4] < '0' + limits::cpus;
    return false;
}

bool is_reference_name(std::string_view name) {
    if (is_focus_name(name)) return true;
    const size_t dot = name.find('.', 5);
    return dot != name.npos && name.starts_with("task.") && is_focus_name(name.substr(0, dot)) &&
           (name.substr(dot) == ".enable_count" || name.substr(dot) == ".pause_count");
}

} // namespace lazymmu
