#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/adf.hpp"
#include "jira/json_text.hpp"
#include "jira/rich_text.hpp"
#include "tests/support/html_check.hpp"

/// Any JSON as a rich text: what comes out is safe, well-formed UTF-8 within the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = jira::parse_pruned_json({reinterpret_cast<const char*>(data), size});
    if (!parsed) return 0;
    const jira::RichText rich = jira::read_rich_text(&*parsed);
    const std::string& html = rich.html.value();
    if (const auto complaint = tests::HtmlCheck::complaint(html)) {
        std::fprintf(stderr, "%s\n", complaint->c_str());
        std::abort();
    }
    if (!base::is_utf8(html) || !base::is_utf8(rich.text)) std::abort();
    if (rich.text.size() > jira::kMaxAdfTextBytes) std::abort();
    return 0;
}
