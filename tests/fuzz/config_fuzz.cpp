#include <optional>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.hpp"
#include "config/load.hpp"
#include "config/tree.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using config::Mark;
using config::Tree;
using config::TreeNode;
using fuzz::expect;

constexpr std::string_view kCanary = "canary";

/// Every variable is set, to what no message may show.
class CanaryEnvironment final : public config::Environment {
public:
    [[nodiscard]] std::optional<std::string> variable(const std::string&) const override {
        return std::string(kCanary);
    }
};

/// A file in memory, one for all inputs: config::load reads files.
class MemoryFile {
public:
    MemoryFile() : descriptor_(::memfd_create("connector.yaml", MFD_CLOEXEC)) {
        if (descriptor_ < 0) throw std::runtime_error("memfd_create");
    }

    [[nodiscard]] std::string write(std::string_view text) const {
        if (::ftruncate(descriptor_, 0) != 0) throw std::runtime_error("ftruncate");
        for (std::size_t done = 0; done < text.size();) {
            const auto put = ::pwrite(
                descriptor_, text.data() + done, text.size() - done, static_cast<off_t>(done)
            );
            if (put <= 0) throw std::runtime_error("pwrite");
            done += static_cast<std::size_t>(put);
        }
        return fmt::format("/proc/self/fd/{}", descriptor_);
    }

private:
    int descriptor_;
};

std::size_t count_nodes(const TreeNode& node) {
    std::size_t count = 1;
    for (const TreeNode& item : node.items) count += count_nodes(item);
    for (const config::Entry& entry : node.entries) count += 1 + count_nodes(entry.value);
    return count;
}

std::size_t count_bytes(const TreeNode& node) {
    std::size_t bytes = node.text.size();
    for (const TreeNode& item : node.items) bytes += count_bytes(item);
    for (const config::Entry& entry : node.entries) {
        bytes += entry.key.size() + count_bytes(entry.value);
    }
    return bytes;
}

/// In the text, or just behind the end of a line.
void check_place(std::string_view text, int line, int column) {
    const auto lines = base::split(text, '\n');
    expect(line >= 1 && static_cast<std::size_t>(line) <= lines.size(), "a line of the text");
    const std::size_t length = lines[static_cast<std::size_t>(line) - 1].size();
    expect(column >= 1 && static_cast<std::size_t>(column) <= length + 1, "a place in that line");
}

/// Files that a text brings in are not under test, and the wrong pattern reads the whole machine.
bool reads_other_files(std::string_view text) {
    return text.find("include") != std::string_view::npos ||
           text.find("file:") != std::string_view::npos;
}

}  // namespace

/// Any text as a configuration: understood, or refused with places that are in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const Tree tree = config::parse_tree(text);
    expect(tree.root || !tree.faults.empty(), "what cannot be read has a reason");
    expect(tree.faults.size() <= 102, "not more than a hundred faults are listed");
    for (const auto& fault : tree.faults) check_place(text, fault.mark.line, fault.mark.column);
    if (tree.root) {
        expect(count_nodes(*tree.root) <= 2 * text.size() + 2, "nothing multiplies");
        expect(count_bytes(*tree.root) <= 3 * text.size() + 2, "no text grows");
    }

    if (reads_other_files(text)) return 0;
    static const MemoryFile file;
    const auto loaded = config::load(file.write(text), CanaryEnvironment{});
    if (loaded) {
        expect(tree.faults.empty(), "a file with faults is not loaded");
        return 0;
    }
    expect(!loaded.error().empty(), "a refusal has a reason");
    const bool is_in_text = text.find(kCanary) != std::string_view::npos;
    for (const auto& problem : loaded.error()) {
        check_place(text, problem.line, problem.column);
        expect(
            is_in_text || problem.message.find(kCanary) == std::string::npos,
            "no message shows what the environment holds"
        );
    }
    return 0;
}
