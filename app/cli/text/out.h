// The one way to the terminal. Everything that lazymmu prints passes here: what a file, a name or
// an argument says is shown and never obeyed (app/core/tell/visible.h), and what gets lost on its
// way is noticed.
#pragma once

#include <string>
#include <string_view>

namespace lazymmu::cli {

enum ExitCode : int { exit_pass = 0, exit_fail = 1, exit_usage = 2, exit_bound = 3 };

// Standard output.
void put(std::string_view text);
__attribute__((format(printf, 1, 2))) void print(const char* format, ...);

// Standard error.
void put_error(std::string_view text);
__attribute__((format(printf, 1, 2))) void print_error(const char* format, ...);

// "lazymmu: message" on stderr.
void complain(const std::string& message);
bool bad(const std::string& message); // complains, and is false

// Our own colours: `code` as in ECMA-48, for example "1;31". They travel inside texts as an escape
// sequence with a number that is drawn anew in each run, so no file can hold one.
std::string style(const char* code);
// ... and the text between that style and the end of all styles.
std::string styled(const char* code, std::string_view text);

// How many columns a text takes when it is shown: styles take none.
int display_width(std::string_view text);

// A progress line may go back to its own beginning. Nothing from a file may be in it.
void put_progress(const std::string& text);

// Before anything else: a stream that is closed must not become the next file that is opened.
void open_streams();
// At the very end: `code`, or exit_usage after complaining that standard output was lost.
int finish_output(int code);
bool output_lost(); // so far; flushes

// Writes a whole file. False after complaining.
bool write_file(const std::string& path, std::string_view text);

} // namespace lazymmu::cli
