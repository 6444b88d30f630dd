#include "app/cli/commands/xz_file.h"

#include "app/cli/text/files.h"

#include <lzma.h>
#include <vector>

namespace lazymmu {

namespace {

bool unpack(const std::string& packed, size_t max_bytes, std::string& out, std::string& error) {
    lzma_stream stream = LZMA_STREAM_INIT;
    constexpr uint64_t memory_limit = uint64_t{256} << 20;
    if (lzma_stream_decoder(&stream, memory_limit, LZMA_CONCATENATED) != LZMA_OK) {
        error = "cannot start the xz decoder";
        return false;
    }
    stream.next_in = reinterpret_cast<const uint8_t*>(packed.data());
    stream.avail_in = packed.size();
    std::vector<uint8_t> chunk(1 << 16);
    lzma_ret status = LZMA_OK;
    while (status == LZMA_OK && out.size() <= max_bytes) {
        stream.next_out = chunk.data();
        stream.avail_out = chunk.size();
        status = lzma_code(&stream, LZMA_FINISH);
        out.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
    }
    lzma_end(&stream);
    if (out.size() > max_bytes)
        error = "larger than " + std::to_string(max_bytes) + " bytes";
    else if (status != LZMA_STREAM_END)
        error = "damaged xz data";
    return error.empty();
}

} // namespace

bool read_file(const std::string& path, size_t max_bytes, std::string& out, std::string& error) {
    std::string raw;
    if (!cli::read_input(path, max_bytes, raw, error)) return false;
    out.clear();
    if (raw.size() > max_bytes)
        error = "larger than " + std::to_string(max_bytes) + " bytes";
    else if (!path.ends_with(".xz"))
        out = std::move(raw);
    else
        unpack(raw, max_bytes, out, error);
    if (!error.empty()) error = path + ": " + error;
    return error.empty();
}

} // namespace lazymmu
