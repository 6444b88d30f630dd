// Runs a fuzz target (LLVMFuzzerTestOneInput) without libFuzzer: mutates the corpus for some
// seconds, or replays single files.
//   fuzz_NAME [--seconds S] [--seed N] [--crash FILE] FILE or FOLDER...
// A corpus that is missing or empty is an error: mutating nothing finds nothing.
// The input that made the target die is saved in the crash file. The same seed, corpus and number
// of runs gives the same inputs.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Input = std::string;

constexpr size_t max_input = 64 * 1024;
Input current;
std::string crash_file = "fuzz.crash";

void save_current() {
    if (std::FILE* f = std::fopen(crash_file.c_str(), "wb")) {
        std::fwrite(current.data(), 1, current.size(), f);
        std::fclose(f);
        std::fprintf(stderr, "the input of %zu bytes is in %s\n", current.size(),
                     crash_file.c_str());
    }
}

void on_signal(int signal) {
    save_current();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

Input read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Returns how many files are empty or not there.
int collect(const std::filesystem::path& path, std::vector<Input>& corpus) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(path, error)) files.push_back(path);
    for (const auto& entry : std::filesystem::directory_iterator(path, error))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end()); // the same order everywhere
    int missing = files.empty();
    for (const auto& file : files) {
        corpus.push_back(read_file(file));
        missing += corpus.back().empty();
    }
    if (missing) std::fprintf(stderr, "%s: nothing to read\n", path.c_str());
    return missing;
}

class Mutator {
  public:
    Mutator(uint64_t seed, const std::vector<Input>& corpus) : random_(seed), corpus_(corpus) {}

    Input next() {
        Input input = corpus_.empty() ? Input() : corpus_[below(corpus_.size())];
        for (size_t n = 1 + below(6); n > 0; n--) mutate(input);
        if (input.size() > max_input) input.resize(max_input);
        return input;
    }

  private:
    size_t below(size_t n) { return n ? static_cast<size_t>(random_() % n) : 0; }

    void mutate(Input& in) {
        static const char* const words[] = {
            "{",    "}",    "[",    "]",          "\"",     ",",       ":",
            "(",    ")",    ";",    "//",         "-1",     "0",       "1e99",
            "null", "true", "0xff", "4294967296", "\n",     "\\u0000", "/*",
            "\xff", "\xc3", "task", "irq",        "repeat", "\"\"",    "18446744073709551616"};
        const size_t at = below(in.size() + 1);
        switch (below(7)) {
        case 0: // one byte
            if (at < in.size()) in[at] = static_cast<char>(random_());
            break;
        case 1: // one bit
            if (at < in.size()) in[at] = static_cast<char>(in[at] ^ 1 << below(8));
            break;
        case 2: // a piece less
            if (at < in.size()) in.erase(at, 1 + below(below(64) + 1));
            break;
        case 3: // a piece twice
            if (at < in.size()) in.insert(at, in.substr(at, 1 + below(64)));
            break;
        case 4: // a word that parsers care about
            in.insert(at, words[below(std::size(words))]);
            break;
        case 5: // a piece of another one
            if (!corpus_.empty()) {
                const Input& other = corpus_[below(corpus_.size())];
                in.insert(at, other.substr(below(other.size() + 1), below(256)));
            }
            break;
        default: // the end is missing
            in.resize(at);
            break;
        }
    }

    std::mt19937_64 random_;
    const std::vector<Input>& corpus_;
};

void run_one(const Input& input) {
    current = input;
    // an exact copy on the heap, so that the sanitizer sees any read past the end
    std::vector<uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

} // namespace

int main(int argc, char** argv) {
    double seconds = 0;
    uint64_t seed = 1;
    std::vector<Input> corpus;
    int missing = 0;
    for (int i = 1; i < argc; i++) {
        const std::string arg = argv[i];
        const bool has_value = i + 1 < argc;
        if (arg == "--seconds" && has_value)
            seconds = std::atof(argv[++i]);
        else if (arg == "--seed" && has_value)
            seed = std::strtoull(argv[++i], nullptr, 10);
        else if (arg == "--crash" && has_value)
            crash_file = argv[++i];
        else
            missing += collect(arg, corpus);
    }
    if (missing || corpus.empty()) {
        std::fprintf(stderr, "%s: a corpus is needed, and all of it\n", argv[0]);
        return 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
        if (!__sanitizer_set_death_callback || signal == SIGABRT) std::signal(signal, on_signal);
    if (__sanitizer_set_death_callback) __sanitizer_set_death_callback(save_current);

    size_t runs = 0;
    for (const Input& input : corpus) {
        run_one(input);
        runs++;
    }
    Mutator mutator(seed, corpus);
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
           seconds) {
        run_one(mutator.next());
        runs++;
    }
    std::printf("%zu runs from %zu files, seed %llu: no finding\n", runs, corpus.size(),
                static_cast<unsigned long long>(seed));
    return 0;
}
