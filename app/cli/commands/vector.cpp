#include "app/cli/commands/vector.h"

#include "app/cli/cli.h"
#include "app/cli/commands/xz_file.h"
#include "app/cli/machine_args.h"
#include "arch/arch.h"
#include "lessons/vectors/vectors.h"

#include <algorithm>

namespace lazymmu::cli {

namespace {

constexpr size_t max_file_bytes = size_t{256} << 20;

} // namespace

bool open_vector(const Args& args, const std::string& place, Job& job) {
    const size_t colon = place.rfind(':');
    if (colon == place.npos || colon == 0 || colon + 1 == place.size())
        return bad("--vector \"" + place + "\": expected FILE:ID");
    const std::string file = place.substr(0, colon), id = place.substr(colon + 1);
    std::string text, error;
    if (!read_file(file, max_file_bytes, text, error)) return bad(error);
    const std::string wanted = "\"" + id + "\"";
    u32 number = 0;
    for (size_t from = 0; from < text.size();) {
        const size_t end = std::min(text.find('\n', from), text.size());
        const std::string_view line(text.data() + from, end - from);
        from = end + 1;
        number++;
        if (line.find(wanted) == line.npos) continue; // do not parse a thousand others
        VectorProgram vector;
        Issue issue;
        const bool read = read_vector(line, all_archs(), vector, issue);
        if (read && vector.id != id) continue;
        job.file = id;
        job.text = vector.script;
        if (read) job.start = vector_machine(vector, issue);
        if (job.start.setup) return true;
        issue.file = file;
        issue.line = number;
        return show_issues({issue}, text, args);
    }
    return bad(file + ": there is no program \"" + id + "\"");
}

} // namespace lazymmu::cli
