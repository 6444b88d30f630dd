// Parts of the loader that have a file of their own. For lessons/, and for the reader of plans in
// app/core, which have the same parts.
#pragma once

#include "engine/arch_ops.h"
#include "lessons/format/machine_json.h"

#include <span>

namespace lazymmu::json {

// loader_expect.cpp
void read_expect(Reading& r, const Node& node, std::vector<ExpectBlock>& out);
void read_event(Reading& r, const Node& node, std::vector<ExpectEvent>& out);
void read_when(Reading& r, const Node& node, ExpectWhen& out);
void read_kernels(Reading& r, const Node& node, std::vector<Kernel>& out);

// loader_quiz.cpp
void read_quiz(Reading& r, const Node& node, std::optional<Quiz>& out);

// loader_explore.cpp
void read_explore(Reading& r, const Node& node, LessonExplore& out);
void read_invariants(Reading& r, const Node& node, u32& out);

// loader_schedule.cpp
extern const char* const expected_token; // what a token may be, for messages
bool read_token(std::string_view text, ScheduleToken& out);
void read_schedule(Reading& r, const Node& node, std::vector<ScheduleToken>& out,
                   u32 most = limits::schedule_tokens);

} // namespace lazymmu::json

namespace lazymmu {

// resolve.cpp: what needs the engine's names: architectures, options, operations, scripts.
void resolve_lesson(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues);

// resolve_explore.cpp: the same for `explore`.
void resolve_explore(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues);

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
