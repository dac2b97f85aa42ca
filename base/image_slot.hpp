#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/safe_html.hpp"

/// A picture in stored HTML, before it is known where it will be seen. A rich text is rendered once
/// and kept; the page that shows it has an address that depends on the project and may change, and
/// a mail has none at all. So the stored form names the file by its id only:
///
///   <img class="adf-image" data-attachment="10001" alt="screen.png" width="640" height="480"
///        loading="lazy">
///
/// A browser loads nothing for it. Pages put in their own address (`fill_image_slots`), mails the
/// name (`image_slots_as_text`). Text cannot imitate a slot: its `<` and `"` are escaped. Whether
/// the reader may have the file is asked when it is fetched, never here.
namespace base {

struct ImageSlot {
    std::int64_t id = 0;
    std::string alt{};
    int width = 0;  ///< pixels; 0 in one of the two: not said
    int height = 0;
};

/// The tag without its angle brackets.
[[nodiscard]] std::string image_slot(const ImageSlot& slot);

/// Is there a slot for that file?
[[nodiscard]] bool has_image_slot(const SafeHtml& html, std::int64_t id);

/// Each slot as an image, within a link to it in full size, at `prefix` followed by its id.
[[nodiscard]] SafeHtml fill_image_slots(const SafeHtml& html, std::string_view prefix);

/// Each slot as "[image: screen.png]".
[[nodiscard]] SafeHtml image_slots_as_text(const SafeHtml& html);

}  // namespace base
