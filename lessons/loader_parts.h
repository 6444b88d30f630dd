// Parts of the loader that have a file of their own. Inside lessons/ only.
#pragma once

#include "engine/arch_ops.h"
#include "lessons/fields.h"

#include <span>

namespace lazymmu::json {

// loader_expect.cpp
void read_expect(Reading& r, const Node& node, std::vector<ExpectBlock>& out);
void read_kernels(Reading& r, const Node& node, std::vector<Kernel>& out);

// loader_schedule.cpp
void read_schedule(Reading& r, const Node& node, std::vector<ScheduleToken>& out);

} // namespace lazymmu::json

namespace lazymmu {

// resolve.cpp: what needs the engine's names: architectures, options, operations, scripts.
void resolve_lesson(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues);

// Fields of the events that are not the architecture's: "mm,va,old,new".
struct EventName {
    const char* name;
    Ev kind;
    const char* fields; // of a, b, c, d
};
std::span<const EventName> event_names();

// Which of a..d a field name is, in "mm,va,n"; -1: none of them.
int field_index(std::string_view fields, std::string_view name);

} // namespace lazymmu
