#include "base/image_slot.hpp"

#include <gtest/gtest.h>

namespace {

using base::SafeHtml;

SafeHtml slot_of(const base::ImageSlot& slot) {
    return SafeHtml::trusted("<p>a<" + base::image_slot(slot) + ">b</p>");
}

TEST(ImageSlot, IsAnImageOnAPage) {
    const SafeHtml html = slot_of({.id = 12, .alt = "a\"<b>", .width = 640, .height = 480});

    EXPECT_EQ(
        base::fill_image_slots(html, "/sup/requests/SUP-1/attachments/").value(),
        "<p>a<a href=\"/sup/requests/SUP-1/attachments/12\"><img class=\"adf-image\" "
        "src=\"/sup/requests/SUP-1/attachments/12\" alt=\"a&quot;&lt;b&gt;\" width=\"640\" "
        "height=\"480\" loading=\"lazy\"></a>b</p>"
    );
}

TEST(ImageSlot, IsANameInAMail) {
    const SafeHtml html = slot_of({.id = 12, .alt = "a<b>.png"});

    EXPECT_EQ(base::image_slots_as_text(html).value(), "<p>a[image: a&lt;b&gt;.png]b</p>");
}

TEST(ImageSlot, TellsNoSizeThatIsHalfKnown) {
    EXPECT_EQ(base::image_slot({.id = 1, .alt = "a", .width = 5}).find("width"), std::string::npos);
}

TEST(ImageSlot, CannotBeTyped) {
    const SafeHtml typed = SafeHtml::escaped("<" + base::image_slot({.id = 12, .alt = "a"}) + ">");

    EXPECT_EQ(base::fill_image_slots(typed, "/x/"), typed);
    EXPECT_FALSE(base::has_image_slot(typed, 12));
    EXPECT_TRUE(base::has_image_slot(slot_of({.id = 12}), 12));
    EXPECT_FALSE(base::has_image_slot(slot_of({.id = 12}), 1));
}

}  // namespace
