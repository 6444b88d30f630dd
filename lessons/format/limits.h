// Every bound of the lesson format, in one place. lesson.schema.json names the same numbers; a test
// compares the two.
#pragma once

#include "engine/limits.h"

namespace lazymmu::limits {

inline constexpr size_t lesson_bytes = 1 << 20; // of one file
inline constexpr u32 json_depth = 12;           // of nested arrays and objects
inline constexpr u32 json_values = 50000;       // in one file
inline constexpr u32 json_keys = 500;           // in one object

inline constexpr u32 lesson_steps = 200;
inline constexpr u32 lesson_choices = 2'000'000; // engine steps that one lesson may take
inline constexpr u32 step_choices = 500'000;     // of one of its steps
inline constexpr u32 schedule_repeat = 99'999;   // the N of "A*N"

// In characters, not bytes.
inline constexpr u32 id_chars = 64;
inline constexpr u32 title_chars = 100;
inline constexpr u32 summary_chars = 400;
inline constexpr u32 narration_chars = 6000;
inline constexpr u32 tag_chars = 32;
inline constexpr u32 path_chars = 120; // a query path, or a name in an expectation
inline constexpr u32 script_chars = 65536;

// Of arrays.
inline constexpr u32 tags = 12;
inline constexpr u32 focus_names = 12;
inline constexpr u32 expect_blocks = 64;
inline constexpr u32 expect_entries = 200; // paths, or events, of one block
inline constexpr u32 schedule_tokens = 2000;
inline constexpr u32 script_lines = 2000; // of a `do` that is an array
inline constexpr u32 explore_events = 8;  // interrupts, or migrations, of one schedule
inline constexpr u32 explore_expects = 32;
inline constexpr u64 explore_states = 2'000'000; // that checking one expectation may see
inline constexpr u64 explore_bytes = u64{512} << 20;
inline constexpr u32 course_lessons = 500;
// Images in narrations: PNG files beside the lesson.
inline constexpr size_t image_bytes = 512 << 10; // of one file
inline constexpr u32 image_side = 2048;          // pixels
inline constexpr u32 images = 16;                // of one lesson

inline constexpr size_t course_files = 64;              // of a folder that is opened as a course
inline constexpr size_t course_bytes = size_t{4} << 20; // of all of them

inline constexpr u32 quiz_text_chars = 1000; // a question, a hint, an explanation
inline constexpr u32 quiz_choice_chars = 200;
inline constexpr u32 quiz_choices = 8;
inline constexpr u32 quiz_hints = 5;

inline constexpr u32 vary_rows = 16;
inline constexpr u32 vary_names = 8; // in a row
inline constexpr u32 vary_name_chars = 16;
inline constexpr u32 vary_text_chars = 24; // of a value

// What `lazymmu check` calls good; a lesson with more opens all the same.
inline constexpr u32 good_title_chars = 72;
inline constexpr u32 good_narration_words = 160;
inline constexpr u32 good_sentence_words = 40;

inline constexpr u32 minutes = 120;
inline constexpr size_t issues = 20; // reported for one file

} // namespace lazymmu::limits
