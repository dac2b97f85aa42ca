#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "jira/rendered_html.hpp"
#include "tests/fuzz/property.hpp"
#include "tests/support/html_check.hpp"

/// Any bytes as Jira's HTML: what comes out is safe, balanced UTF-8, and safe already when it comes
/// in again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const std::string once = jira::sanitise(input).html.value();
    const auto complaint = tests::HtmlCheck::complaint(once);
    fuzz::expect(!complaint, complaint ? complaint->c_str() : "");
    if (base::is_utf8(input)) fuzz::expect(base::is_utf8(once), "text stays text");
    fuzz::expect(once.find("<img") == std::string::npos, "no image");
    const auto tags = static_cast<std::size_t>(std::count(once.begin(), once.end(), '<'));
    const bool is_within_caps =
        once.size() <= jira::kMaxRenderedBytes && tags <= jira::kMaxRenderedTags;
    if (is_within_caps) {
        fuzz::expect(jira::sanitise(once).html.value() == once, "a second time changes nothing");
    }
    (void)jira::attachments_shown_in(input);
    return 0;
}
